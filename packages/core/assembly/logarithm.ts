// ln of two float64 numbers at once, from + - * / alone, so that every machine gives the same bits.
// Method: FreeBSD's e_log.c (fdlibm): x = 2^k (1 + f), then ln(1 + f) by a polynomial of s = f / (2 + f).
import { exp2x } from "./exponential";

// ln 2 in two parts whose product with k is exact
const LN2_HIGH: f64 = 6.93147180369123816490e-1;
const LN2_LOW: f64 = 1.90821492927058770002e-10;

const L1: f64 = 6.666666666666735130e-1;
const L2: f64 = 3.999999999940941908e-1;
const L3: f64 = 2.857142874366239149e-1;
const L4: f64 = 2.222219843214978396e-1;
const L5: f64 = 1.818357216161805012e-1;
const L6: f64 = 1.531383769920937332e-1;
const L7: f64 = 1.479819860511658591e-1;

/** The upper 32 bits of sqrt(1/2): 1 + f lies from there to sqrt(2). */
const SQRT_HALF_BITS: i64 = 0x3fe6a09e << 32;

/** ln x: NaN below 0, -infinity at 0, infinity at infinity. */
// @ts-ignore: decorator
@inline
export function log2x(x: v128): v128 {
  const zero = f64x2.splat(0);
  const small = f64x2.lt(x, f64x2.splat(2.2250738585072014e-308));
  // 2^54 makes a subnormal number normal
  const normal = v128.bitselect(f64x2.mul(x, f64x2.splat(18014398509481984)), x, small);
  const shifted = i64x2.add(normal, i64x2.splat((0x3ff0000000000000 as i64) - SQRT_HALF_BITS));
  // whole number -> float64: as the low bits of 2^52
  const biased = v128.or(i64x2.shr_u(shifted, 52), i64x2.splat(0x4330000000000000));
  const bias = v128.bitselect(f64x2.splat(4503599627370496 + 1023 + 54), f64x2.splat(4503599627370496 + 1023), small);
  const k = f64x2.sub(biased, bias);
  const mantissa = v128.and(shifted, i64x2.splat(0x000fffffffffffff));
  const f = f64x2.sub(i64x2.add(mantissa, i64x2.splat(SQRT_HALF_BITS)), f64x2.splat(1));

  const halfSquare = f64x2.mul(f64x2.splat(0.5), f64x2.mul(f, f));
  const s = f64x2.div(f, f64x2.add(f64x2.splat(2), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  let even = f64x2.add(f64x2.splat(L4), f64x2.mul(w, f64x2.splat(L6)));
  even = f64x2.mul(w, f64x2.add(f64x2.splat(L2), f64x2.mul(w, even)));
  let odd = f64x2.add(f64x2.splat(L5), f64x2.mul(w, f64x2.splat(L7)));
  odd = f64x2.add(f64x2.splat(L3), f64x2.mul(w, odd));
  odd = f64x2.mul(z, f64x2.add(f64x2.splat(L1), f64x2.mul(w, odd)));
  const tail = f64x2.add(f64x2.mul(s, f64x2.add(halfSquare, f64x2.add(odd, even))), f64x2.mul(k, f64x2.splat(LN2_LOW)));
  const y = f64x2.add(f64x2.add(f64x2.sub(tail, halfSquare), f), f64x2.mul(k, f64x2.splat(LN2_HIGH)));

  const positive = f64x2.gt(x, zero);
  const finite = f64x2.lt(x, f64x2.splat(Infinity));
  const isZero = f64x2.eq(x, zero);
  const special = v128.bitselect(f64x2.splat(-Infinity), v128.bitselect(x, f64x2.splat(NaN), positive), isZero);
  return v128.bitselect(y, special, v128.and(positive, finite));
}

/** ln(1 + x), with full precision near 0: ln u + (x - (u - 1)) / u for u = 1 + x as rounded. */
// @ts-ignore: decorator
@inline
export function log1p2x(x: v128): v128 {
  const one = f64x2.splat(1);
  const u = f64x2.add(one, x);
  const correction = f64x2.div(f64x2.sub(x, f64x2.sub(u, one)), u);
  // not a number at x = -1 and at infinity, where ln u is exact
  const finite = v128.and(correction, f64x2.eq(correction, correction));
  const y = f64x2.add(log2x(u), finite);
  // -0 stays -0
  return v128.bitselect(x, y, f64x2.eq(x, f64x2.splat(0)));
}

/** ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|) */
// @ts-ignore: decorator
@inline
export function softplus2x(x: v128): v128 {
  return f64x2.add(f64x2.max(x, f64x2.splat(0)), log1p2x(exp2x(f64x2.neg(f64x2.abs(x)))));
}

/** ln x of one number. */
export function logarithm(x: f64): f64 {
  return f64x2.extract_lane(log2x(f64x2.splat(x)), 0);
}
