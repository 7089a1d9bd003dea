// exp, sigmoid and tanh of two float64 numbers at once, from + - * / alone, so that every machine gives the same bits.
// Method: FreeBSD's e_exp.c (fdlibm): x = k ln 2 + r, then e^r - 1 by a rational function of r.

// 1 / ln 2, and ln 2 in two parts whose product with k is exact
const INVERSE_LN2: f64 = 1.44269504088896338700;
const LN2_HIGH: f64 = 6.93147180369123816490e-1;
const LN2_LOW: f64 = 1.90821492927058770002e-10;

const P1: f64 = 1.66666666666666019037e-1;
const P2: f64 = -2.77777777770155933842e-3;
const P3: f64 = 6.61375632143793436117e-5;
const P4: f64 = -1.65339022054652515390e-6;
const P5: f64 = 4.13813679705723846039e-8;

/** k of `x = k ln 2 + r` with |r| <= ln 2 / 2. */
// @ts-ignore: decorator
@inline
function powerOf2(x: v128): v128 {
  return f64x2.nearest(f64x2.mul(x, f64x2.splat(INVERSE_LN2)));
}

/** e^r - 1 for r = x - k ln 2. */
// @ts-ignore: decorator
@inline
function reducedExpm1(x: v128, k: v128): v128 {
  const high = f64x2.sub(x, f64x2.mul(k, f64x2.splat(LN2_HIGH)));
  const low = f64x2.mul(k, f64x2.splat(LN2_LOW));
  const r = f64x2.sub(high, low);
  const t = f64x2.mul(r, r);
  let p = f64x2.add(f64x2.splat(P4), f64x2.mul(t, f64x2.splat(P5)));
  p = f64x2.add(f64x2.splat(P3), f64x2.mul(t, p));
  p = f64x2.add(f64x2.splat(P2), f64x2.mul(t, p));
  p = f64x2.add(f64x2.splat(P1), f64x2.mul(t, p));
  const c = f64x2.sub(r, f64x2.mul(t, p));
  const quotient = f64x2.div(f64x2.mul(r, c), f64x2.sub(f64x2.splat(2), c));
  return f64x2.sub(high, f64x2.sub(low, quotient));
}

/** 2^k of whole numbers k from -1022 to 1023, given as int64. */
// @ts-ignore: decorator
@inline
function scaleOf(k: v128): v128 {
  return i64x2.shl(i64x2.add(k, i64x2.splat(1023)), 52);
}

/** 1.5 2^52: the low bits of its sum with a small whole number are that number. */
const SHIFTER: f64 = 6755399441055744;

/** Whole numbers below 2^51 as int64. */
// @ts-ignore: decorator
@inline
function whole(k: v128): v128 {
  const shifter = f64x2.splat(SHIFTER);
  return i64x2.sub(f64x2.add(k, shifter), shifter);
}

/** e^x; 0 below -745.2, infinity above 709.8, subnormal between as they should be. */
// @ts-ignore: decorator
@inline
export function exp2x(x: v128): v128 {
  // at 800 either way the result has long been 0 or infinity; NaN passes, as pmax and pmin return x where they cannot compare
  const clamped = f64x2.pmin(f64x2.pmax(x, f64x2.splat(-800)), f64x2.splat(800));
  const k = powerOf2(clamped);
  const y = f64x2.add(f64x2.splat(1), reducedExpm1(clamped, k));
  // 2^k in two factors, since 2^k alone may be out of range; only the second product can round
  const power = whole(k);
  const half = i64x2.shr_s(power, 1);
  return f64x2.mul(f64x2.mul(y, scaleOf(half)), scaleOf(i64x2.sub(power, half)));
}

/** e^x - 1, with full precision near 0: (e^r - 1 + (1 - 2^-k)) 2^k. */
// @ts-ignore: decorator
@inline
export function expm1_2x(x: v128): v128 {
  // at -80 the result has long been -1, at 800 infinity; NaN passes
  const clamped = f64x2.pmin(f64x2.pmax(x, f64x2.splat(-80)), f64x2.splat(800));
  const k = powerOf2(clamped);
  // 2^-60 is nothing next to 1
  const inverse = scaleOf(i64x2.neg(whole(f64x2.pmin(k, f64x2.splat(60)))));
  const y = f64x2.add(reducedExpm1(clamped, k), f64x2.sub(f64x2.splat(1), inverse));
  const power = whole(k);
  const half = i64x2.shr_s(power, 1);
  const size = f64x2.mul(f64x2.mul(y, scaleOf(half)), scaleOf(i64x2.sub(power, half)));
  return v128.bitselect(x, size, i64x2.splat(i64.MIN_VALUE));
}

/** 1 / (1 + e^-x) */
// @ts-ignore: decorator
@inline
export function sigmoid2x(x: v128): v128 {
  // exp of a negative number only, so it cannot overflow
  const e = exp2x(f64x2.neg(f64x2.abs(x)));
  const one = f64x2.splat(1);
  const numerator = v128.bitselect(e, one, f64x2.lt(x, f64x2.splat(0)));
  return f64x2.div(numerator, f64x2.add(one, e));
}

/** tanh x = -t / (t + 2) with t = e^(-2|x|) - 1, and the sign of x. */
// @ts-ignore: decorator
@inline
export function tanh2x(x: v128): v128 {
  // tanh is 1 from 20 on; NaN passes
  const exponent = f64x2.pmax(f64x2.mul(f64x2.abs(x), f64x2.splat(-2)), f64x2.splat(-80));
  const k = powerOf2(exponent);
  const scale = scaleOf(whole(k));
  const t = f64x2.add(f64x2.mul(scale, reducedExpm1(exponent, k)), f64x2.sub(scale, f64x2.splat(1)));
  const size = f64x2.abs(f64x2.div(t, f64x2.add(t, f64x2.splat(2))));
  return v128.bitselect(x, size, i64x2.splat(i64.MIN_VALUE));
}

/** e^x of one number. */
export function exponential(x: f64): f64 {
  return f64x2.extract_lane(exp2x(f64x2.splat(x)), 0);
}
