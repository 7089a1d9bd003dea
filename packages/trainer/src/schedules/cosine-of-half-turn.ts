/** `cos(pi p)` for p from 0 to 1, within four units of the last place of 1. Only additions and multiplications, so that every
 *  platform gives the same bits, which Math.cos does not guarantee. */
export function cosineOfHalfTurn(p: number): number {
  if (p > 0.5) return -cosineOfHalfTurn(1 - p);
  // cos(pi p) = sin(pi / 2 - pi p): whichever argument is smaller
  return p > 0.25 ? series(Math.PI * (0.5 - p), 1) : series(Math.PI * p, 0);
}

/** The power series of sine (from 1) or cosine (from 0) for x up to pi / 4. */
function series(x: number, from: 0 | 1): number {
  let term = from === 1 ? x : 1;
  let total = 0;
  for (let n = from; n <= 20; n += 2) {
    total += term;
    term *= -(x * x) / ((n + 1) * (n + 2));
  }
  return total;
}
