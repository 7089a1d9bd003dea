/** `base^exponent` for a whole exponent from 0, by squaring: only multiplications, so that every platform gives the same
 *  bits, which `**` does not guarantee. */
export function wholePower(base: number, exponent: number): number {
  let power = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power *= square;
    square *= square;
  }
  return power;
}
