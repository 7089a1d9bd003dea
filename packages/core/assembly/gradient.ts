// What is made of gradients before an update: cut, decayed, measured.
import { highHalf, lowHalf, narrow } from "./widen";

/** clamp(factor g, -limit, limit) + decay w; NaN stays NaN */
// @ts-ignore: decorator
@inline
function adjusted2(g: v128, w: v128, factor: v128, limit: v128, decay: v128): v128 {
  const cut = f64x2.max(f64x2.neg(limit), f64x2.min(limit, f64x2.mul(factor, g)));
  return f64x2.add(cut, f64x2.mul(decay, w));
}

// @ts-ignore: decorator
@inline
function adjusted<T>(g: v128, w: v128, factor: v128, limit: v128, decay: v128): v128 {
  if (sizeof<T>() == 8) return adjusted2(g, w, factor, limit, decay);
  return narrow(
    adjusted2(lowHalf(g), lowHalf(w), factor, limit, decay),
    adjusted2(highHalf(g), highHalf(w), factor, limit, decay),
  );
}

function adjustGradient<T>(
  out: usize, g: usize, w: usize, n: usize, factor: f64, limit: f64, decay: f64,
): void {
  const factor2 = f64x2.splat(factor);
  const limit2 = f64x2.splat(limit);
  const decay2 = f64x2.splat(decay);
  const end = out + n * sizeof<T>();
  const whole = out + ((n * sizeof<T>()) & ~15);
  for (; out < whole; out += 16, g += 16, w += 16) {
    v128.store(out, adjusted<T>(v128.load(g), v128.load(w), factor2, limit2, decay2));
  }
  for (; out < end; out += sizeof<T>(), g += sizeof<T>(), w += sizeof<T>()) {
    const d = v128.load_zero<T>(g);
    v128.store_lane<T>(out, adjusted<T>(d, v128.load_zero<T>(w), factor2, limit2, decay2), 0);
  }
}

/** Numbers that are summed straight; more are halved first. */
const SUM_BLOCK: usize = 1024;

/** A fixed tree over blocks, so that the bits depend on the length alone. */
function sumSquares<T>(x: usize, n: usize): f64 {
  if (n > SUM_BLOCK) {
    const blocks = (n + SUM_BLOCK - 1) / SUM_BLOCK;
    const left = (blocks / 2) * SUM_BLOCK;
    return sumSquares<T>(x, left) + sumSquares<T>(x + left * sizeof<T>(), n - left);
  }
  const end = x + n * sizeof<T>();
  const whole = x + ((n * sizeof<T>()) & ~15);
  let sum0 = f64x2.splat(0);
  let sum1 = f64x2.splat(0);
  for (; x < whole; x += 16) {
    const v = v128.load(x);
    if (sizeof<T>() == 8) sum0 = f64x2.add(sum0, f64x2.mul(v, v));
    else {
      const low = lowHalf(v);
      const high = highHalf(v);
      sum0 = f64x2.add(sum0, f64x2.mul(low, low));
      sum1 = f64x2.add(sum1, f64x2.mul(high, high));
    }
  }
  const both = f64x2.add(sum0, sum1);
  let total = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (; x < end; x += sizeof<T>()) total += <f64>load<T>(x) * <f64>load<T>(x);
  return total;
}

export function adjustGradientF32(
  out: usize, g: usize, w: usize, n: usize, factor: f64, limit: f64, decay: f64,
): void {
  adjustGradient<f32>(out, g, w, n, factor, limit, decay);
}

export function adjustGradientF64(
  out: usize, g: usize, w: usize, n: usize, factor: f64, limit: f64, decay: f64,
): void {
  adjustGradient<f64>(out, g, w, n, factor, limit, decay);
}

export function sumSquaresF32(x: usize, n: usize): f64 {
  return sumSquares<f32>(x, n);
}

export function sumSquaresF64(x: usize, n: usize): f64 {
  return sumSquares<f64>(x, n);
}
