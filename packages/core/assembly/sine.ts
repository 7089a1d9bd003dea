// sin and cos of two float64 numbers at once, from + - * and whole numbers alone, so that every machine gives the same bits.
// Methods: FreeBSD's k_sin.c and k_cos.c (fdlibm) on -pi/4 to pi/4; M. Payne, R. Hanek, "Radian reduction for trigonometric
// functions", 1983, for large numbers. engines/reference/sine.ts takes the same steps.
import { sine4x, wideSine4x } from "./single";
import { highHalf, lowHalf, narrow } from "./widen";

/** Below it, a whole number of quarter turns times a part of pi/2 is exact. */
const LARGE: f64 = 1647099;

const TWO_OVER_PI: f64 = 0.6366197723675814;

// pi/2 in parts of 33, 33, 33 and 53 bits, and in two of 53
const HALF_PI_1: f64 = 1.5707963267341256;
const HALF_PI_2: f64 = 6.077100506303966e-11;
const HALF_PI_3: f64 = 2.0222662487111665e-21;
const HALF_PI_4: f64 = 8.4784276603689e-32;
const HALF_PI: f64 = 1.5707963267948966;
const HALF_PI_LOW: f64 = 6.123233995736766e-17;

const S1: f64 = -1.66666666666666324348e-1;
const S2: f64 = 8.33333333332248946124e-3;
const S3: f64 = -1.98412698298579493134e-4;
const S4: f64 = 2.75573137070700676789e-6;
const S5: f64 = -2.50507602534068634195e-8;
const S6: f64 = 1.58969099521155010221e-10;

const C1: f64 = 4.16666666666666019037e-2;
const C2: f64 = -1.38888888888741095749e-3;
const C3: f64 = 2.48015872894767294178e-5;
const C4: f64 = -2.75573143513906633035e-7;
const C5: f64 = 2.08757232129817482790e-9;
const C6: f64 = -1.13596475577881948265e-11;

/** sin(y + low + turns pi/2) for |y| <= pi/4. turns: int64 */
// @ts-ignore: decorator
@inline
function sineOfTurns(y: v128, low: v128, turns: v128): v128 {
  const z = f64x2.mul(y, y);
  const half = f64x2.splat(0.5);
  const one = f64x2.splat(1);

  let s = f64x2.add(f64x2.splat(S5), f64x2.mul(z, f64x2.splat(S6)));
  s = f64x2.add(f64x2.splat(S4), f64x2.mul(z, s));
  s = f64x2.add(f64x2.splat(S3), f64x2.mul(z, s));
  s = f64x2.add(f64x2.splat(S2), f64x2.mul(z, s));
  const v = f64x2.mul(z, y);
  const inner = f64x2.sub(f64x2.mul(z, f64x2.sub(f64x2.mul(half, low), f64x2.mul(v, s))), low);
  const sine = f64x2.sub(y, f64x2.sub(inner, f64x2.mul(v, f64x2.splat(S1))));

  let c = f64x2.add(f64x2.splat(C5), f64x2.mul(z, f64x2.splat(C6)));
  c = f64x2.add(f64x2.splat(C4), f64x2.mul(z, c));
  c = f64x2.add(f64x2.splat(C3), f64x2.mul(z, c));
  c = f64x2.add(f64x2.splat(C2), f64x2.mul(z, c));
  c = f64x2.mul(z, f64x2.add(f64x2.splat(C1), f64x2.mul(z, c)));
  const halfSquare = f64x2.mul(half, z);
  const w = f64x2.sub(one, halfSquare);
  const rest = f64x2.sub(f64x2.mul(z, c), f64x2.mul(y, low));
  const cosine = f64x2.add(w, f64x2.add(f64x2.sub(f64x2.sub(one, w), halfSquare), rest));

  // after an odd number of quarter turns the cosine, after two and three the other sign
  const odd = i64x2.neg(v128.and(turns, i64x2.splat(1)));
  const sign = i64x2.shl(i64x2.shr_u(turns, 1), 63);
  return v128.xor(v128.bitselect(cosine, sine, odd), sign);
}

/** Bits of 2/pi: 64 zeros, then those after the point; word `index` of 64 bits. */
function wordOfTwoOverPi(index: i32): u64 {
  switch (index) {
    case 1: return 0xa2f9836e4e441529;
    case 2: return 0xfc2757d1f534ddc0;
    case 3: return 0xdb6295993c439041;
    case 4: return 0xfe5163abdebbc561;
    case 5: return 0xb7246e3a424dd2e0;
    case 6: return 0x06492eea09d1921c;
    case 7: return 0xfe1deb1cb129a73e;
    case 8: return 0xe88235f52ebb4484;
    case 9: return 0xe99c7026b45f7e41;
    case 10: return 0x3991d639835339f4;
    case 11: return 0x9c845f8bbdf9283b;
    case 12: return 0x1ff897ffde05980f;
    case 13: return 0xef2f118b5a0a6d1f;
    case 14: return 0x6d367ecf27cb09b7;
    case 15: return 0x4f463f669e5fea2d;
    case 16: return 0x7527bac7ebe5f17b;
    case 17: return 0x3d0739f78a5292ea;
    case 18: return 0x6bfb5fb11f8d5d08;
    case 19: return 0x56033046fc7b6bab;
    default: return 0;
  }
}

/** 64 bits of 2/pi from bit `first` on. */
function bitsOfTwoOverPi(first: i32): u64 {
  const shift = <u64>(first & 63);
  const high = wordOfTwoOverPi(first >> 6) << shift;
  return shift == 0 ? high : high | (wordOfTwoOverPi((first >> 6) + 1) >> (64 - shift));
}

/** The upper 64 bits of a product. */
function multiplyHigh(a: u64, b: u64): u64 {
  const a0 = a & 0xffffffff;
  const a1 = a >> 32;
  const b0 = b & 0xffffffff;
  const b1 = b >> 32;
  const middle = a1 * b0 + ((a0 * b0) >> 32);
  return a1 * b1 + (middle >> 32) + ((a0 * b1 + (middle & 0xffffffff)) >> 32);
}

/** a b - ab, where ab is the product as rounded. */
function productError(a: f64, b: f64, ab: f64): f64 {
  const splitA = a * 134217729;
  const a1 = splitA - (splitA - a);
  const a2 = a - a1;
  const splitB = b * 134217729;
  const b1 = splitB - (splitB - b);
  const b2 = b - b1;
  return a2 * b2 - (ab - a1 * b1 - a2 * b1 - a1 * b2);
}

/** sin(x + turns pi/2) of a number x >= LARGE: x 2/pi modulo 4, as a product of whole numbers. */
function sineOfLarge(x: f64, turns: i64): f64 {
  const bits = reinterpret<u64>(x);
  const exponent = <i32>(bits >> 52) - 1075;
  const mantissa = (bits & 0x000fffffffffffff) | 0x0010000000000000;
  // bits of 2/pi with a weight that makes multiples of 4 do not count; those after the next 192 are too small
  const first = 62 + exponent;
  const b1 = bitsOfTwoOverPi(first + 64);
  const b2 = bitsOfTwoOverPi(first + 128);
  let p2 = mantissa * b2;
  const carried = multiplyHigh(mantissa, b2);
  let p1 = mantissa * b1 + carried;
  let p0 = mantissa * bitsOfTwoOverPi(first) + multiplyHigh(mantissa, b1) + (p1 < carried ? 1 : 0);
  // the first two bits are quarter turns, rounded to the nearest; the others the rest
  const quarters = (p0 + 0x2000000000000000) >> 62;
  p0 -= quarters << 62;
  const negative = <i64>p0 < 0;
  if (negative) {
    p2 = 0 - p2;
    p1 = ~p1 + (p2 == 0 ? 1 : 0);
    p0 = ~p0 + (p2 == 0 && p1 == 0 ? 1 : 0);
  }
  // the first 106 bits of the rest as two float64 numbers
  let zeros: u64 = 0;
  if (p0 == 0) {
    p0 = p1;
    p1 = p2;
    p2 = 0;
    zeros = 64;
  }
  const shift = clz<u64>(p0);
  if (shift > 0) {
    p0 = (p0 << shift) | (p1 >> (64 - shift));
    p1 = (p1 << shift) | (p2 >> (64 - shift));
  }
  const scale = reinterpret<f64>((1023 - 51 - zeros - shift) << 52);
  const high = <f64>(p0 >> 11) * scale;
  const low = <f64>(((p0 & 0x7ff) << 42) | (p1 >> 22)) * (scale * 1.1102230246251565e-16);
  const angle = high * HALF_PI;
  const tail = productError(high, HALF_PI, angle) + (high * HALF_PI_LOW + low * HALF_PI);
  const y = angle + tail;
  const rest = tail - (y - angle);
  const sign: f64 = negative ? -1 : 1;
  const turned = i64x2.splat(<i64>quarters + turns);
  return f64x2.extract_lane(sineOfTurns(f64x2.splat(sign * y), f64x2.splat(sign * rest), turned), 0);
}

/** sin(x + turns pi/2) of a number that may be large, infinite or NaN. */
function sineOfAny(x: f64, turns: i64): f64 {
  const size = abs<f64>(x);
  if (!(size < Infinity)) return NaN;
  if (size < LARGE) return f64x2.extract_lane(sineOfSmall(f64x2.splat(size), turns), 0);
  return sineOfLarge(size, turns);
}

/** sin(x + turns pi/2) of numbers from 0 to LARGE. */
// @ts-ignore: decorator
@inline
function sineOfSmall(x: v128, turns: i64): v128 {
  const n = f64x2.nearest(f64x2.mul(x, f64x2.splat(TWO_OVER_PI)));
  // x - n pi/2 part by part; the errors of the differences are taken along
  const d1 = f64x2.sub(x, f64x2.mul(n, f64x2.splat(HALF_PI_1)));
  const p2 = f64x2.mul(n, f64x2.splat(HALF_PI_2));
  const d2 = f64x2.sub(d1, p2);
  const v2 = f64x2.sub(d1, d2);
  const e2 = f64x2.add(f64x2.sub(d1, f64x2.add(d2, v2)), f64x2.sub(v2, p2));
  const p3 = f64x2.mul(n, f64x2.splat(HALF_PI_3));
  const d3 = f64x2.sub(d2, p3);
  const v3 = f64x2.sub(d2, d3);
  const e3 = f64x2.add(f64x2.sub(d2, f64x2.add(d3, v3)), f64x2.sub(v3, p3));
  const tail = f64x2.sub(f64x2.add(e2, e3), f64x2.mul(n, f64x2.splat(HALF_PI_4)));
  const y = f64x2.add(d3, tail);
  const low = f64x2.sub(tail, f64x2.sub(y, d3));
  const quarters = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(n));
  return sineOfTurns(y, low, i64x2.add(quarters, i64x2.splat(turns)));
}

// @ts-ignore: decorator
@inline
function sine(size: v128, turns: i64): v128 {
  if (i64x2.all_true(f64x2.lt(size, f64x2.splat(LARGE)))) return sineOfSmall(size, turns);
  const first = f64x2.splat(sineOfAny(f64x2.extract_lane(size, 0), turns));
  return f64x2.replace_lane(first, 1, sineOfAny(f64x2.extract_lane(size, 1), turns));
}

/** sin x of four float32 numbers, or cos x. */
// @ts-ignore: decorator
@inline
function sineOfFour(x: v128, cosine: bool): v128 {
  // as whole numbers, NaN and infinity are larger than 200
  const bits = v128.and(x, i32x4.splat(i32.MAX_VALUE));
  if (v128.any_true(i32x4.gt_s(bits, f32x4.splat(200)))) return sineOfLargeFour(x, cosine);
  return sine4x(x, cosine);
}

function sineOfLargeFour(x: v128, cosine: bool): v128 {
  const size = f32x4.abs(x);
  const y = i32x4.all_true(f32x4.lt(size, f32x4.splat(1000000)))
    ? wideSine4x(size, cosine)
    : narrow(sine(lowHalf(size), cosine ? 1 : 0), sine(highHalf(size), cosine ? 1 : 0));
  return cosine ? y : v128.xor(y, v128.and(x, i32x4.splat(i32.MIN_VALUE)));
}

/** sin x of four float32 numbers. */
// @ts-ignore: decorator
@inline
export function sin4x(x: v128): v128 {
  return sineOfFour(x, false);
}

/** cos x of four float32 numbers. */
// @ts-ignore: decorator
@inline
export function cos4x(x: v128): v128 {
  return sineOfFour(x, true);
}

/** sin x */
// @ts-ignore: decorator
@inline
export function sin2x(x: v128): v128 {
  return v128.xor(sine(f64x2.abs(x), 0), v128.and(x, i64x2.splat(i64.MIN_VALUE)));
}

/** cos x */
// @ts-ignore: decorator
@inline
export function cos2x(x: v128): v128 {
  return sine(f64x2.abs(x), 1);
}
