/** `base^exponent` for a whole exponent from 0, by squaring: multiplications alone, so that every platform gives the same
 *  bits, which `**` does not promise. */
export function wholePower(base: number, exponent: number): number {
  let power = 1;
  let square = base;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power *= square;
    square *= square;
  }
  return power;
}
