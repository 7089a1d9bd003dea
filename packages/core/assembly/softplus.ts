// exp, ln(1 + x) and softplus for float32 results, in float64 lanes: polynomials with as many digits as float32 keeps, and a few
// more. All are within 1e-8 of the exact number, relative to it.
import { highHalf, lowHalf, narrow } from "./widen";

const INVERSE_LN2: f64 = 1.44269504088896338700;
const LN2: f64 = 6.93147180559945286227e-1;

/** 1.5 2^52: the low bits of its sum with a small whole number are that number. */
const SHIFTER: f64 = 6755399441055744;

/** e^-|x| of two float64 numbers; e^-104 above 104, which float32 rounds to 0. */
// @ts-ignore: decorator
@inline
function shortDecay2x(x: v128): v128 {
  const one = f64x2.splat(1);
  // NaN passes, as pmax returns it where it cannot compare
  const exponent = f64x2.pmax(f64x2.neg(f64x2.abs(x)), f64x2.splat(-104));
  const shifted = f64x2.add(f64x2.mul(exponent, f64x2.splat(INVERSE_LN2)), f64x2.splat(SHIFTER));
  const r = f64x2.sub(exponent, f64x2.mul(f64x2.sub(shifted, f64x2.splat(SHIFTER)), f64x2.splat(LN2)));
  // e^r on -ln(2)/2 to ln(2)/2
  let p = f64x2.add(f64x2.splat(8.368851143331895e-3), f64x2.mul(r, f64x2.splat(1.3814319773037671e-3)));
  p = f64x2.add(f64x2.splat(4.166840110055735e-2), f64x2.mul(r, p));
  p = f64x2.add(f64x2.splat(1.6666519523262047e-1), f64x2.mul(r, p));
  p = f64x2.add(f64x2.splat(4.999999337300216e-1), f64x2.mul(r, p));
  p = f64x2.add(one, f64x2.mul(r, p));
  p = f64x2.add(one, f64x2.mul(r, p));
  // times 2^k: the power is added to the exponent's bits
  return i64x2.add(p, i64x2.shl(shifted, 52));
}

/** ln(1 + e) of two float64 numbers from 0 to 1. */
// @ts-ignore: decorator
@inline
function shortLog1p2x(e: v128): v128 {
  let q = f64x2.add(f64x2.splat(2.0204505489557313e-2), f64x2.mul(e, f64x2.splat(-3.3184548459411814e-3)));
  q = f64x2.add(f64x2.splat(-5.7664295038118596e-2), f64x2.mul(e, q));
  q = f64x2.add(f64x2.splat(1.068054046661922e-1), f64x2.mul(e, q));
  q = f64x2.add(f64x2.splat(-1.5355387487398284e-1), f64x2.mul(e, q));
  q = f64x2.add(f64x2.splat(1.9695397526868053e-1), f64x2.mul(e, q));
  q = f64x2.add(f64x2.splat(-2.495858685190987e-1), f64x2.mul(e, q));
  q = f64x2.add(f64x2.splat(3.3330511268074425e-1), f64x2.mul(e, q));
  q = f64x2.add(f64x2.splat(-4.999993276196194e-1), f64x2.mul(e, q));
  q = f64x2.add(f64x2.splat(1), f64x2.mul(e, q));
  return f64x2.mul(e, q);
}

/** ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|) */
// @ts-ignore: decorator
@inline
function shortSoftplus2x(x: v128): v128 {
  return f64x2.add(f64x2.pmax(x, f64x2.splat(0)), shortLog1p2x(shortDecay2x(x)));
}

/** ln(1 + e^x) of four float32 numbers, rounded once. */
// @ts-ignore: decorator
@inline
export function softplus4x(x: v128): v128 {
  return narrow(shortSoftplus2x(lowHalf(x)), shortSoftplus2x(highHalf(x)));
}
