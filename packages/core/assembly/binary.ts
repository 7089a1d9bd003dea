// out[i] = f(a[i], b[i])
import { erf2x } from "./error-function";
import { exp2x, sigmoid2x } from "./exponential";
import {
  ADD, DIVIDE, GELU_GRADIENT, GREATER, MAXIMUM, MINIMUM, MULTIPLY, RELU_GRADIENT, SIGMOID_GRADIENT, SILU_GRADIENT, SUBTRACT,
  TANH_GRADIENT,
} from "./function-codes";
import { sigmoid4x } from "./single";
import { highHalf, lowHalf, narrow } from "./widen";

// @ts-ignore: decorator
@inline
function sigmoidGradient(dy: v128, y: v128): v128 {
  return f64x2.mul(f64x2.mul(dy, y), f64x2.sub(f64x2.splat(1), y));
}

/** dy s (1 + x (1 - s)) with s = sigmoid(x) */
// @ts-ignore: decorator
@inline
function siluGradient<T>(dy: v128, x: v128): v128 {
  const s = sizeof<T>() == 8 ? sigmoid2x(x) : sigmoid4x(x);
  const one = v128.splat<T>(1);
  return v128.mul<T>(dy, v128.mul<T>(s, v128.add<T>(one, v128.mul<T>(x, v128.sub<T>(one, s)))));
}

const SQRT_HALF: f64 = 0.7071067811865476;
const SQRT_2PI: f64 = 2.5066282746310002;

/** dy (Phi(x) + x phi(x)) */
// @ts-ignore: decorator
@inline
function geluGradient(dy: v128, x: v128): v128 {
  const half = f64x2.splat(0.5);
  const erf = erf2x(f64x2.mul(x, f64x2.splat(SQRT_HALF)));
  const distribution = f64x2.mul(half, f64x2.add(f64x2.splat(1), erf));
  const exponent = f64x2.neg(f64x2.mul(half, f64x2.mul(x, x)));
  const density = f64x2.div(exp2x(exponent), f64x2.splat(SQRT_2PI));
  return f64x2.mul(dy, f64x2.add(distribution, f64x2.mul(x, density)));
}

/** The functions that are computed in float64 for either type. */
// @ts-ignore: decorator
@inline
function wide(code: i32, a: v128, b: v128): v128 {
  if (code == SIGMOID_GRADIENT) return sigmoidGradient(a, b);
  if (code == TANH_GRADIENT) return f64x2.mul(a, f64x2.sub(f64x2.splat(1), f64x2.mul(b, b)));
  return geluGradient(a, b);
}

// @ts-ignore: decorator
@inline
function applyTo<T>(code: i32, a: v128, b: v128): v128 {
  if (code == ADD) return v128.add<T>(a, b);
  if (code == SUBTRACT) return v128.sub<T>(a, b);
  if (code == MULTIPLY) return v128.mul<T>(a, b);
  if (code == DIVIDE) return v128.div<T>(a, b);
  if (code == RELU_GRADIENT) return v128.and(a, v128.gt<T>(b, f64x2.splat(0)));
  // one of them or b, as they do not look at NaN; then NaN where a is
  if (code == MAXIMUM) return v128.or(v128.pmax<T>(b, a), v128.ne<T>(a, a));
  if (code == MINIMUM) return v128.or(v128.pmin<T>(b, a), v128.ne<T>(a, a));
  if (code == GREATER) return v128.and(v128.gt<T>(a, b), v128.splat<T>(1));
  if (code == SILU_GRADIENT) return siluGradient<T>(a, b);
  if (sizeof<T>() == 8) return wide(code, a, b);
  return narrow(wide(code, lowHalf(a), lowHalf(b)), wide(code, highHalf(a), highHalf(b)));
}

// @ts-ignore: decorator
@inline
function each<T>(code: i32, out: usize, a: usize, b: usize, n: usize, single: bool): void {
  const end = out + n * sizeof<T>();
  const whole = out + ((n * sizeof<T>()) & ~15);
  let second = single ? v128.load_splat<T>(b) : v128.splat<T>(0);
  while (out < whole) {
    if (!single) {
      second = v128.load(b);
      b += 16;
    }
    v128.store(out, applyTo<T>(code, v128.load(a), second));
    out += 16;
    a += 16;
  }
  while (out < end) {
    if (!single) {
      second = v128.load_zero<T>(b);
      b += sizeof<T>();
    }
    v128.store_lane<T>(out, applyTo<T>(code, v128.load_zero<T>(a), second), 0);
    out += sizeof<T>();
    a += sizeof<T>();
  }
}

// one loop a function, so that nothing is decided inside a loop
/** single: whether b is one number for all of a */
export function binary<T>(code: i32, out: usize, a: usize, b: usize, n: usize, single: bool): void {
  switch (code) {
    case ADD: each<T>(ADD, out, a, b, n, single); break;
    case SUBTRACT: each<T>(SUBTRACT, out, a, b, n, single); break;
    case MULTIPLY: each<T>(MULTIPLY, out, a, b, n, single); break;
    case DIVIDE: each<T>(DIVIDE, out, a, b, n, single); break;
    case RELU_GRADIENT: each<T>(RELU_GRADIENT, out, a, b, n, single); break;
    case SIGMOID_GRADIENT: each<T>(SIGMOID_GRADIENT, out, a, b, n, single); break;
    case MAXIMUM: each<T>(MAXIMUM, out, a, b, n, single); break;
    case MINIMUM: each<T>(MINIMUM, out, a, b, n, single); break;
    case GREATER: each<T>(GREATER, out, a, b, n, single); break;
    case TANH_GRADIENT: each<T>(TANH_GRADIENT, out, a, b, n, single); break;
    case SILU_GRADIENT: each<T>(SILU_GRADIENT, out, a, b, n, single); break;
    case GELU_GRADIENT: each<T>(GELU_GRADIENT, out, a, b, n, single); break;
  }
}

export function binaryF32(code: i32, out: usize, a: usize, b: usize, n: usize): void {
  binary<f32>(code, out, a, b, n, false);
}

export function binaryF64(code: i32, out: usize, a: usize, b: usize, n: usize): void {
  binary<f64>(code, out, a, b, n, false);
}
