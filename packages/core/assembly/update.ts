// Products with one number, taken in float64 and rounded once, as the reference does.
import { highHalf, lowHalf, narrow } from "./widen";

function scale<T>(out: usize, x: usize, n: usize, factor: f64): void {
  const factors = f64x2.splat(factor);
  const bytes = n * sizeof<T>();
  let at: usize = 0;
  for (; at < (bytes & ~15); at += 16) {
    const v = v128.load(x + at);
    const scaled =
      sizeof<T>() == 8
        ? f64x2.mul(factors, v)
        : narrow(f64x2.mul(factors, lowHalf(v)), f64x2.mul(factors, highHalf(v)));
    v128.store(out + at, scaled);
  }
  for (; at < bytes; at += sizeof<T>()) store<T>(out + at, <T>(factor * <f64>load<T>(x + at)));
}

// @ts-ignore: decorator
@inline
function stepped(w: v128, g: v128, rate: v128): v128 {
  return f64x2.sub(w, f64x2.mul(rate, g));
}

/** Two float32 numbers as float64. */
// @ts-ignore: decorator
@inline
function loadTwo(x: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(x));
}

function updateSgd<T>(w: usize, g: usize, n: usize, lr: f64): void {
  const rate = f64x2.splat(lr);
  const bytes = n * sizeof<T>();
  let at: usize = 0;
  for (; at < (bytes & ~15); at += 16) {
    if (sizeof<T>() == 8) {
      v128.store(w + at, stepped(v128.load(w + at), v128.load(g + at), rate));
    } else {
      // halves are loaded and stored: shuffles take longer
      v128.store64_lane(w + at, f32x4.demote_f64x2_zero(stepped(loadTwo(w + at), loadTwo(g + at), rate)), 0);
      v128.store64_lane(w + at, f32x4.demote_f64x2_zero(stepped(loadTwo(w + at + 8), loadTwo(g + at + 8), rate)), 0, 8);
    }
  }
  for (; at < bytes; at += sizeof<T>()) {
    store<T>(w + at, <T>(<f64>load<T>(w + at) - lr * <f64>load<T>(g + at)));
  }
}

export function scaleF32(out: usize, x: usize, n: usize, factor: f64): void {
  scale<f32>(out, x, n, factor);
}

export function scaleF64(out: usize, x: usize, n: usize, factor: f64): void {
  scale<f64>(out, x, n, factor);
}

export function updateSgdF32(w: usize, g: usize, n: usize, lr: f64): void {
  updateSgd<f32>(w, g, n, lr);
}

export function updateSgdF64(w: usize, g: usize, n: usize, lr: f64): void {
  updateSgd<f64>(w, g, n, lr);
}
