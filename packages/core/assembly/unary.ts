// out[i] = f(x[i])
import { erf2x } from "./error-function";
import { exp2x, sigmoid2x, tanh2x } from "./exponential";
import { ERF, EXP, LOG, NEGATE, RELU, SIGMOID, SQUARE, TANH } from "./function-codes";
import { log2x } from "./logarithm";
import { highHalf, lowHalf, narrow } from "./widen";

/** The functions that are computed in float64 for either type. */
// @ts-ignore: decorator
@inline
function wide(code: i32, x: v128): v128 {
  if (code == EXP) return exp2x(x);
  if (code == LOG) return log2x(x);
  if (code == TANH) return tanh2x(x);
  if (code == ERF) return erf2x(x);
  return sigmoid2x(x);
}

// @ts-ignore: decorator
@inline
function applyTo<T>(code: i32, x: v128): v128 {
  if (code == NEGATE) return v128.neg<T>(x);
  if (code == SQUARE) return v128.mul<T>(x, x);
  // not x > 0: NaN stays NaN
  if (code == RELU) return v128.andnot(x, v128.le<T>(x, f64x2.splat(0)));
  if (sizeof<T>() == 8) return wide(code, x);
  return narrow(wide(code, lowHalf(x)), wide(code, highHalf(x)));
}

// @ts-ignore: decorator
@inline
function each<T>(code: i32, out: usize, x: usize, n: usize): void {
  const end = out + n * sizeof<T>();
  const whole = out + ((n * sizeof<T>()) & ~15);
  while (out < whole) {
    v128.store(out, applyTo<T>(code, v128.load(x)));
    out += 16;
    x += 16;
  }
  while (out < end) {
    v128.store_lane<T>(out, applyTo<T>(code, v128.load_zero<T>(x)), 0);
    out += sizeof<T>();
    x += sizeof<T>();
  }
}

// one loop a function, so that nothing is decided inside a loop
function unary<T>(code: i32, out: usize, x: usize, n: usize): void {
  switch (code) {
    case NEGATE: each<T>(NEGATE, out, x, n); break;
    case EXP: each<T>(EXP, out, x, n); break;
    case LOG: each<T>(LOG, out, x, n); break;
    case TANH: each<T>(TANH, out, x, n); break;
    case SQUARE: each<T>(SQUARE, out, x, n); break;
    case RELU: each<T>(RELU, out, x, n); break;
    case SIGMOID: each<T>(SIGMOID, out, x, n); break;
    case ERF: each<T>(ERF, out, x, n); break;
  }
}

export function unaryF32(code: i32, out: usize, x: usize, n: usize): void {
  unary<f32>(code, out, x, n);
}

export function unaryF64(code: i32, out: usize, x: usize, n: usize): void {
  unary<f64>(code, out, x, n);
}
