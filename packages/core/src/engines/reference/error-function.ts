/** `erf x = 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x`, within 10 units of the last place.
 *  Source: M. Abramowitz, I. Stegun, "Handbook of Mathematical Functions", 7.1.6 and 7.1.14. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size < 1.5) return series(x);
  // above 6, erfc is below 1e-17; NaN passes
  return size < 6 ? Math.sign(x) * (1 - complement(size)) : Math.sign(x);
}

/** `2 / sqrt(pi) e^(-x^2) (x + 2 x^3 / 3 + 4 x^5 / 15 + ...)`: all terms have one sign, so none cancel. */
function series(x: number): number {
  let term = x;
  let total = x;
  for (let n = 1; Math.abs(term) > 2 ** -54 * Math.abs(total); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    total += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
}

/** `erfc x = e^(-x^2) / sqrt(pi) 1 / (x + (1/2) / (x + 1 / (x + (3/2) / (x + ...))))` for x >= 1.5. */
function complement(x: number): number {
  let fraction = x;
  for (let n = 150; n > 0; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
}
