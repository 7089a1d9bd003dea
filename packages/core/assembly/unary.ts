// out[i] = f(x[i])
import { erf2x } from "./error-function";
import { exp2x, expm1_2x, sigmoid2x, tanh2x } from "./exponential";
import {
  ABS, COS, ERF, EXP, EXPM1, LOG, LOG1P, NEGATE, RECIPROCAL, RELU, RSQRT, SIGMOID, SIGN, SIN, SOFTPLUS, SQRT, SQUARE, TANH,
} from "./function-codes";
import { log1p2x, log2x, softplus2x } from "./logarithm";
import { cos2x, cos4x, sin2x, sin4x } from "./sine";
import { rsqrt4x } from "./single";
import { softplus4x } from "./softplus";
import { highHalf, lowHalf, narrow } from "./widen";

/** The functions that are computed in float64 for either type. */
// @ts-ignore: decorator
@inline
function wide(code: i32, x: v128): v128 {
  if (code == EXP) return exp2x(x);
  if (code == LOG) return log2x(x);
  if (code == TANH) return tanh2x(x);
  if (code == ERF) return erf2x(x);
  if (code == RSQRT) return f64x2.div(f64x2.splat(1), f64x2.sqrt(x));
  if (code == LOG1P) return log1p2x(x);
  if (code == EXPM1) return expm1_2x(x);
  if (code == SOFTPLUS) return softplus2x(x);
  if (code == SIN) return sin2x(x);
  if (code == COS) return cos2x(x);
  return sigmoid2x(x);
}

// @ts-ignore: decorator
@inline
function applyTo<T>(code: i32, x: v128): v128 {
  if (code == NEGATE) return v128.neg<T>(x);
  if (code == SQUARE) return v128.mul<T>(x, x);
  // not x > 0: NaN stays NaN
  if (code == RELU) return v128.andnot(x, v128.le<T>(x, f64x2.splat(0)));
  if (code == ABS) return v128.abs<T>(x);
  if (code == SIGN) {
    const one = v128.splat<T>(1);
    const size = v128.bitselect(x, one, v128.or(v128.eq<T>(x, f64x2.splat(0)), v128.ne<T>(x, x)));
    return v128.bitselect(x, size, v128.splat<T>(-0.0));
  }
  if (code == SQRT) return v128.sqrt<T>(x);
  if (code == RECIPROCAL) return v128.div<T>(v128.splat<T>(1), x);
  if (sizeof<T>() == 4 && code == SIN) return sin4x(x);
  if (sizeof<T>() == 4 && code == COS) return cos4x(x);
  if (sizeof<T>() == 4 && code == RSQRT) return rsqrt4x(x);
  if (sizeof<T>() == 4 && code == SOFTPLUS) return softplus4x(x);
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
    case ABS: each<T>(ABS, out, x, n); break;
    case SIGN: each<T>(SIGN, out, x, n); break;
    case SQRT: each<T>(SQRT, out, x, n); break;
    case RSQRT: each<T>(RSQRT, out, x, n); break;
    case RECIPROCAL: each<T>(RECIPROCAL, out, x, n); break;
    case LOG1P: each<T>(LOG1P, out, x, n); break;
    case EXPM1: each<T>(EXPM1, out, x, n); break;
    case SOFTPLUS: each<T>(SOFTPLUS, out, x, n); break;
    case SIN: each<T>(SIN, out, x, n); break;
    case COS: each<T>(COS, out, x, n); break;
  }
}

export function unaryF32(code: i32, out: usize, x: usize, n: usize): void {
  unary<f32>(code, out, x, n);
}

export function unaryF64(code: i32, out: usize, x: usize, n: usize): void {
  unary<f64>(code, out, x, n);
}
