// exp, sigmoid, tanh, sin, cos and 1 / sqrt(x) of four float32 numbers at once, from float32 + - * / alone, or a few float64 steps:
// a few units of the last place, several times as fast as in float64.
// Method of the first three: S. Moshier's Cephes library, expf.c, tanhf.c: a reduction in two parts, then a polynomial.
import { highHalf, lowHalf, narrow } from "./widen";

/** 1.5 2^23: a sum with it is rounded to a whole number, which its low bits are. */
const SHIFTER: f32 = 12582912;

const INVERSE_LN2: f32 = 1.44269504088896341;
// ln 2 in two parts; the first times k is exact
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;

/** e^x; 0 below -104, infinity above 89, subnormal between as they should be. */
// @ts-ignore: decorator
@inline
export function exp4x(x: v128): v128 {
  // NaN passes, as pmax and pmin return x where they cannot compare
  return reducedExp4x(f32x4.pmin(f32x4.pmax(x, f32x4.splat(-104)), f32x4.splat(90)), true);
}

/** e^x of numbers from -104 to 90; from -87 to 88 if not `wide`, where neither e^x nor 2^k is subnormal or infinite. */
// @ts-ignore: decorator
@inline
function reducedExp4x(clamped: v128, wide: bool): v128 {
  const shifter = f32x4.splat(SHIFTER);
  const shifted = f32x4.add(f32x4.mul(clamped, f32x4.splat(INVERSE_LN2)), shifter);
  const k = f32x4.sub(shifted, shifter);
  const high = f32x4.sub(clamped, f32x4.mul(k, f32x4.splat(LN2_HIGH)));
  const r = f32x4.sub(high, f32x4.mul(k, f32x4.splat(LN2_LOW)));
  let p = f32x4.add(f32x4.splat(1.3981999507e-3), f32x4.mul(r, f32x4.splat(1.9875691500e-4)));
  p = f32x4.add(f32x4.splat(8.3334519073e-3), f32x4.mul(r, p));
  p = f32x4.add(f32x4.splat(4.1665795894e-2), f32x4.mul(r, p));
  p = f32x4.add(f32x4.splat(1.6666665459e-1), f32x4.mul(r, p));
  p = f32x4.add(f32x4.splat(5.0000001201e-1), f32x4.mul(r, p));
  const y = f32x4.add(f32x4.splat(1), f32x4.add(r, f32x4.mul(f32x4.mul(r, r), p)));
  const power = i32x4.sub(shifted, shifter);
  if (!wide) return f32x4.mul(y, scaleOf(power));
  // 2^k in two factors, since 2^k alone may be out of range
  const half = i32x4.shr_s(power, 1);
  return f32x4.mul(f32x4.mul(y, scaleOf(half)), scaleOf(i32x4.sub(power, half)));
}

/** 2^k of whole numbers k from -126 to 127. */
// @ts-ignore: decorator
@inline
function scaleOf(k: v128): v128 {
  return i32x4.shl(i32x4.add(k, i32x4.splat(127)), 23);
}

/** 1 / (1 + e^-x); 1.6e-38 below -87 */
// @ts-ignore: decorator
@inline
export function sigmoid4x(x: v128): v128 {
  // exp of a negative number only, so it cannot overflow
  const e = reducedExp4x(f32x4.pmax(f32x4.neg(f32x4.abs(x)), f32x4.splat(-87)), false);
  const one = f32x4.splat(1);
  return f32x4.div(v128.bitselect(e, one, f32x4.lt(x, f32x4.splat(0))), f32x4.add(one, e));
}

/** tanh x: a polynomial near 0, else 1 - 2 / (e^(2|x|) + 1) with the sign of x. */
// @ts-ignore: decorator
@inline
export function tanh4x(x: v128): v128 {
  const size = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let p = f32x4.add(f32x4.splat(2.06390887954e-2), f32x4.mul(z, f32x4.splat(-5.70498872745e-3)));
  p = f32x4.add(f32x4.splat(-5.37397155531e-2), f32x4.mul(z, p));
  p = f32x4.add(f32x4.splat(1.33314422036e-1), f32x4.mul(z, p));
  p = f32x4.add(f32x4.splat(-3.33332819422e-1), f32x4.mul(z, p));
  const near = f32x4.add(x, f32x4.mul(x, f32x4.mul(z, p)));
  const one = f32x4.splat(1);
  const e = reducedExp4x(f32x4.pmin(f32x4.add(size, size), f32x4.splat(88)), false);
  const far = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(e, one)));
  const signed = v128.bitselect(x, far, i32x4.splat(i32.MIN_VALUE));
  return v128.bitselect(near, signed, f32x4.lt(size, f32x4.splat(0.625)));
}

// Addresses of the constants of sine4x. V8 builds a constant vector by three instructions wherever it is used, loops included;
// reading it from memory is one.
const TURN_SHIFTER = memory.data<f32>([12582912]);
const HALF = memory.data<f32>([0.5]);
const INVERSE_PI = memory.data<f32>([0.31830988618]);
// pi in parts: 17 bits, 17 bits and the rest, whose products with half turns up to 63.5 are exact but for the last one
const PI_1 = memory.data<f32>([3.1416015625]);
const PI_2 = memory.data<f32>([-8.90891533344984e-06]);
const PI_3 = memory.data<f32>([5.126688136514179e-12]);
// sin r = r - S3 r^3 + r^5 (S5 - S7 r^2 + S9 r^4): the coefficients that give the smallest errors in float32 arithmetic
const S3 = memory.data<f32>([0.16666658222675323]);
const S5 = memory.data<f32>([8.333039470016956e-3]);
const S7 = memory.data<f32>([1.9808208162430674e-4]);
const S9 = memory.data<f32>([2.603666644063196e-6]);

/** The constant at an address in all lanes. */
// @ts-ignore: decorator
@inline
function at(constant: usize): v128 {
  return v128.load32_splat(constant);
}

/** 1.5 2^52 */
const WIDE_SHIFTER: f64 = 6755399441055744;

/** sin x of numbers from -200 to 200, or cos x: x - k pi, then an odd polynomial on -pi/2 to pi/2, and the sign of (-1)^k. For the
 *  cosine, k is a half. */
// @ts-ignore: decorator
@inline
export function sine4x(x: v128, cosine: bool): v128 {
  const shifter = at(TURN_SHIFTER);
  let turns = f32x4.mul(x, at(INVERSE_PI));
  if (cosine) turns = f32x4.add(turns, at(HALF));
  const shifted = f32x4.add(turns, shifter);
  let k = f32x4.sub(shifted, shifter);
  if (cosine) k = f32x4.sub(k, at(HALF));
  let r = f32x4.sub(x, f32x4.mul(k, at(PI_1)));
  r = f32x4.sub(r, f32x4.mul(k, at(PI_2)));
  r = f32x4.sub(r, f32x4.mul(k, at(PI_3)));
  return turned(r, shifted);
}

/** The same of numbers from 0 to a million: the angle is reduced in float64. */
// @ts-ignore: decorator
@inline
export function wideSine4x(x: v128, cosine: bool): v128 {
  const low = wideTurns(lowHalf(x), cosine);
  const high = wideTurns(highHalf(x), cosine);
  const r = narrow(reduced(lowHalf(x), low, cosine), reduced(highHalf(x), high, cosine));
  return turned(r, v128.shuffle<i32>(low, high, 0, 2, 4, 6));
}

/** 1.5 2^52 + the whole number next to x / pi, or to x / pi + 1/2. */
// @ts-ignore: decorator
@inline
function wideTurns(x: v128, cosine: bool): v128 {
  let turns = f64x2.mul(x, f64x2.splat(0.3183098861837907));
  if (cosine) turns = f64x2.add(turns, f64x2.splat(0.5));
  return f64x2.add(turns, f64x2.splat(WIDE_SHIFTER));
}

/** x - k pi of two float64 numbers; pi in two parts, the first of which times k is exact. */
// @ts-ignore: decorator
@inline
function reduced(x: v128, shifted: v128, cosine: bool): v128 {
  let k = f64x2.sub(shifted, f64x2.splat(WIDE_SHIFTER));
  if (cosine) k = f64x2.sub(k, f64x2.splat(0.5));
  const high = f64x2.sub(x, f64x2.mul(k, f64x2.splat(3.1415926534682512)));
  return f64x2.sub(high, f64x2.mul(k, f64x2.splat(1.2154201013012384e-10)));
}

/** sin r of numbers from -pi/2 to pi/2, with the other sign where the low bit of `shifted` is set. */
// @ts-ignore: decorator
@inline
function turned(r: v128, shifted: v128): v128 {
  const z = f32x4.mul(r, r);
  const cube = f32x4.mul(r, z);
  let p = f32x4.sub(f32x4.mul(z, at(S9)), at(S7));
  p = f32x4.add(at(S5), f32x4.mul(z, p));
  const bend = f32x4.sub(f32x4.mul(cube, at(S3)), f32x4.mul(f32x4.mul(cube, z), p));
  return v128.xor(f32x4.sub(r, bend), i32x4.shl(shifted, 31));
}

/** 1 / sqrt(x): in float32, then a step of Newton's method in float64. */
// @ts-ignore: decorator
@inline
export function rsqrt4x(x: v128): v128 {
  const y = f32x4.div(f32x4.splat(1), f32x4.sqrt(x));
  const better = narrow(newton(lowHalf(x), lowHalf(y)), newton(highHalf(x), highHalf(y)));
  // at 0 and infinity there is no step
  return v128.bitselect(better, y, f32x4.eq(better, better));
}

/** y + y (1 - x y^2) / 2 */
// @ts-ignore: decorator
@inline
function newton(x: v128, y: v128): v128 {
  const error = f64x2.sub(f64x2.splat(1), f64x2.mul(x, f64x2.mul(y, y)));
  return f64x2.add(y, f64x2.mul(f64x2.mul(f64x2.splat(0.5), y), error));
}
