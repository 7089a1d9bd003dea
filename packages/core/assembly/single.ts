// exp, sigmoid, tanh, sin and cos of four float32 numbers at once, from float32 + - * / alone: a few units of the last place,
// three to four times as fast as in float64.
// Method: S. Moshier's Cephes library, expf.c, tanhf.c, sinf.c: a reduction in two parts, then a polynomial.
import { highHalf, lowHalf } from "./widen";

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
  const clamped = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-104)), f32x4.splat(90));
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
  // 2^k in two factors, since 2^k alone may be out of range
  const power = i32x4.sub(shifted, shifter);
  const half = i32x4.shr_s(power, 1);
  return f32x4.mul(f32x4.mul(y, scaleOf(half)), scaleOf(i32x4.sub(power, half)));
}

/** 2^k of whole numbers k from -126 to 127. */
// @ts-ignore: decorator
@inline
function scaleOf(k: v128): v128 {
  return i32x4.shl(i32x4.add(k, i32x4.splat(127)), 23);
}

/** 1 / (1 + e^-x) */
// @ts-ignore: decorator
@inline
export function sigmoid4x(x: v128): v128 {
  // exp of a negative number only, so it cannot overflow
  const e = exp4x(f32x4.neg(f32x4.abs(x)));
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
  const e = exp4x(f32x4.add(size, size));
  const far = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(e, one)));
  const signed = v128.bitselect(x, far, i32x4.splat(i32.MIN_VALUE));
  return v128.bitselect(near, signed, f32x4.lt(size, f32x4.splat(0.625)));
}

const TWO_OVER_PI: f64 = 0.6366197723675814;

// pi/2 in two parts; the first times a whole number below 2^20 is exact
const HALF_PI_HIGH: f64 = 1.5707963267341256;
const HALF_PI_LOW: f64 = 6.077100506506192e-11;

/** x - k pi/2 of two float64 numbers. */
// @ts-ignore: decorator
@inline
function reduced(x: v128, k: v128): v128 {
  const high = f64x2.sub(x, f64x2.mul(k, f64x2.splat(HALF_PI_HIGH)));
  return f64x2.sub(high, f64x2.mul(k, f64x2.splat(HALF_PI_LOW)));
}

/** 1.5 2^52 */
const SHIFTER2: f64 = 6755399441055744;

/** sin(x + turns pi/2) of numbers from 0 to a million: the angle is reduced in float64. */
// @ts-ignore: decorator
@inline
export function sine4x(x: v128, turns: i32): v128 {
  const low = lowHalf(x);
  const high = highHalf(x);
  const shifter = f64x2.splat(SHIFTER2);
  const inverse = f64x2.splat(TWO_OVER_PI);
  const lowTurns = f64x2.add(f64x2.mul(low, inverse), shifter);
  const highTurns = f64x2.add(f64x2.mul(high, inverse), shifter);
  const r = v128.shuffle<u64>(
    f32x4.demote_f64x2_zero(reduced(low, f64x2.sub(lowTurns, shifter))),
    f32x4.demote_f64x2_zero(reduced(high, f64x2.sub(highTurns, shifter))),
    0, 2,
  );
  // the low bits of the shifted numbers
  const turned = i32x4.add(v128.shuffle<i32>(lowTurns, highTurns, 0, 2, 4, 6), i32x4.splat(turns));

  const z = f32x4.mul(r, r);
  let s = f32x4.add(f32x4.splat(8.3321608736e-3), f32x4.mul(z, f32x4.splat(-1.9515295891e-4)));
  s = f32x4.add(f32x4.splat(-1.6666654611e-1), f32x4.mul(z, s));
  const sine = f32x4.add(r, f32x4.mul(r, f32x4.mul(z, s)));

  let c = f32x4.add(f32x4.splat(-1.388731625493765e-3), f32x4.mul(z, f32x4.splat(2.443315711809948e-5)));
  c = f32x4.add(f32x4.splat(4.166664568298827e-2), f32x4.mul(z, c));
  const bent = f32x4.sub(f32x4.mul(f32x4.mul(z, z), c), f32x4.mul(f32x4.splat(0.5), z));
  const cosine = f32x4.add(f32x4.splat(1), bent);

  // after an odd number of quarter turns the cosine, after two and three the other sign
  const odd = i32x4.neg(v128.and(turned, i32x4.splat(1)));
  const sign = i32x4.shl(i32x4.shr_u(turned, 1), 31);
  return v128.xor(v128.bitselect(cosine, sine, odd), sign);
}
