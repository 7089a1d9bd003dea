const sqrtHalf = Math.SQRT1_2;

/** ln 2 in two parts whose product with a whole number below 2^20 is exact. */
const [ln2High, ln2Low] = [0.6931471803691238, 1.9082149292705877e-10];

/** Natural logarithm of a number x > 0 by + - * / only, within one unit of the last place. It gives the same bits in every
 *  JavaScript engine; `Math.log` may differ in the last bit.
 *  Source: FreeBSD's e_log.c (fdlibm): x = 2^k (1 + f), ln(1 + f) by a polynomial of s = f / (2 + f). */
export function portableLog(x: number): number {
  let mantissa = x;
  let k = 0;
  for (; mantissa < sqrtHalf; k--) mantissa *= 2;
  for (; mantissa >= 2 * sqrtHalf; k++) mantissa /= 2;
  const f = mantissa - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd =
    z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const halfSquare = 0.5 * f * f;
  return k * ln2High - (halfSquare - (s * (halfSquare + (odd + even)) + k * ln2Low) - f);
}
