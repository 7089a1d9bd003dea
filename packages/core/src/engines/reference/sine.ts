// The steps of assembly/sine.ts one number at a time, so that both engines give the same bits in float64. The sources are
// named there.

const large = 1647099;
const twoOverPi = 0.6366197723675814;

/** pi/2 in parts of 33, 33, 33 and 53 bits. */
const [part1, part2, part3, part4] = [
  1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32,
];

/** pi/2 in two parts of 53 bits. */
const [halfPi, halfPiLow] = [1.5707963267948966, 6.123233995736766e-17];

const sineTerms = [
  -1.6666666666666632e-1, 8.33333333332249e-3, -1.984126982985795e-4, 2.7557313707070068e-6,
  -2.5050760253406863e-8, 1.58969099521155e-10,
] as const;

const cosineTerms = [
  0.0416666666666666, -1.388888888887411e-3, 2.480158728947673e-5, -2.7557314351390663e-7,
  2.087572321298175e-9, -1.1359647557788195e-11,
] as const;

/** A number of quarter turns and the rest of an angle, in two parts. */
interface Reduced {
  readonly y: number;
  readonly low: number;
  readonly quarters: number;
}

/** `sin x`, within 1 unit of the last place, from + - * and whole numbers only: the same bits on every machine. */
export function sin(x: number): number {
  const size = sineOf(Math.abs(x), 0);
  return x < 0 || Object.is(x, -0) ? -size : size;
}

/** `cos x`, as sin. */
export function cos(x: number): number {
  return sineOf(Math.abs(x), 1);
}

/** sin(x + turns pi/2) for x >= 0 */
function sineOf(x: number, turns: number): number {
  if (!(x < Infinity)) return Number.NaN;
  const { y, low, quarters } = x < large ? reduceSmall(x) : reduceLarge(x);
  const turned = quarters + turns;
  const value = turned % 2 === 0 ? sineNearZero(y, low) : cosineNearZero(y, low);
  return (turned & 2) === 0 ? value : -value;
}

/** sin(y + low) for |y| <= pi/4 */
function sineNearZero(y: number, low: number): number {
  const [s1, s2, s3, s4, s5, s6] = sineTerms;
  const z = y * y;
  const v = z * y;
  const s = s2 + z * (s3 + z * (s4 + z * (s5 + z * s6)));
  return y - (z * (0.5 * low - v * s) - low - v * s1);
}

/** cos(y + low) for |y| <= pi/4 */
function cosineNearZero(y: number, low: number): number {
  const [c1, c2, c3, c4, c5, c6] = cosineTerms;
  const z = y * y;
  const c = z * (c1 + z * (c2 + z * (c3 + z * (c4 + z * (c5 + z * c6)))));
  const halfSquare = 0.5 * z;
  const w = 1 - halfSquare;
  return w + (1 - w - halfSquare + (z * c - y * low));
}

/** x - n pi/2 part by part; the errors of the differences are taken along. */
function reduceSmall(x: number): Reduced {
  // + and - of 1.5 2^52 round to the nearest whole number, ties to even
  const n = x * twoOverPi + 6755399441055744 - 6755399441055744;
  const d1 = x - n * part1;
  const p2 = n * part2;
  const d2 = d1 - p2;
  const v2 = d1 - d2;
  const e2 = d1 - (d2 + v2) + (v2 - p2);
  const p3 = n * part3;
  const d3 = d2 - p3;
  const v3 = d2 - d3;
  const e3 = d2 - (d3 + v3) + (v3 - p3);
  const tail = e2 + e3 - n * part4;
  const y = d3 + tail;
  return { y, low: tail - (y - d3), quarters: n };
}

/** The first 1,216 bits of 2/pi after the point. */
const bitsOfTwoOverPi = BigInt(
  "0xa2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e006492eea09d1921cfe1deb1cb129a73ee88235f52ebb4484e99c7026b45f7e413991d639835339f49c845f8bbdf9283b1ff897ffde05980fef2f118b5a0a6d1f6d367ecf27cb09b74f463f669e5fea2d7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d0856033046fc7b6bab",
);

/** x 2/pi modulo 4, as a product of whole numbers. */
function reduceLarge(x: number): Reduced {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const exponent = Number(bits >> 52n) - 1075;
  const mantissa = (bits & 0xfffffffffffffn) | 0x10000000000000n;
  // bits of 2/pi whose weight gives multiples of 4 do not count; those after the next 192 are too small
  const window = BigInt.asUintN(192, bitsOfTwoOverPi >> BigInt(1216 + 2 - 192 - exponent));
  const product = BigInt.asUintN(192, mantissa * window);
  const quarters = (product + (1n << 189n)) >> 190n;
  const rest = product - (quarters << 190n);
  const size = rest < 0n ? -rest : rest;
  const length = size.toString(2).length;
  const normal = (size << 192n) >> BigInt(length + 192 - 106);
  const scale = 2 ** (length - 53 - 190);
  const high = Number(normal >> 53n) * scale;
  const low = Number(BigInt.asUintN(53, normal)) * (scale * 2 ** -53);
  const angle = high * halfPi;
  const tail = productError(high, halfPi, angle) + (high * halfPiLow + low * halfPi);
  const y = angle + tail;
  const sign = rest < 0n ? -1 : 1;
  return { y: sign * y, low: sign * (tail - (y - angle)), quarters: Number(quarters) };
}

/** a b - ab, where ab is the product as rounded. */
function productError(a: number, b: number, ab: number): number {
  const splitA = a * 134217729;
  const a1 = splitA - (splitA - a);
  const a2 = a - a1;
  const splitB = b * 134217729;
  const b1 = splitB - (splitB - b);
  const b2 = b - b1;
  return a2 * b2 - (ab - a1 * b1 - a2 * b1 - a1 * b2);
}
