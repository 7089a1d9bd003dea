// out[i] = f(a[i], b[i])
import { ADD, DIVIDE, MULTIPLY, RELU_GRADIENT, SIGMOID_GRADIENT, SUBTRACT } from "./function-codes";
import { highHalf, lowHalf, narrow } from "./widen";

// @ts-ignore: decorator
@inline
function sigmoidGradient(dy: v128, y: v128): v128 {
  return f64x2.mul(f64x2.mul(dy, y), f64x2.sub(f64x2.splat(1), y));
}

// @ts-ignore: decorator
@inline
function applyTo<T>(code: i32, a: v128, b: v128): v128 {
  if (code == ADD) return v128.add<T>(a, b);
  if (code == SUBTRACT) return v128.sub<T>(a, b);
  if (code == MULTIPLY) return v128.mul<T>(a, b);
  if (code == DIVIDE) return v128.div<T>(a, b);
  if (code == RELU_GRADIENT) return v128.and(a, v128.gt<T>(b, f64x2.splat(0)));
  if (sizeof<T>() == 8) return sigmoidGradient(a, b);
  return narrow(sigmoidGradient(lowHalf(a), lowHalf(b)), sigmoidGradient(highHalf(a), highHalf(b)));
}

// @ts-ignore: decorator
@inline
function each<T>(code: i32, out: usize, a: usize, b: usize, n: usize): void {
  const end = out + n * sizeof<T>();
  const whole = out + ((n * sizeof<T>()) & ~15);
  while (out < whole) {
    v128.store(out, applyTo<T>(code, v128.load(a), v128.load(b)));
    out += 16;
    a += 16;
    b += 16;
  }
  while (out < end) {
    v128.store_lane<T>(out, applyTo<T>(code, v128.load_zero<T>(a), v128.load_zero<T>(b)), 0);
    out += sizeof<T>();
    a += sizeof<T>();
    b += sizeof<T>();
  }
}

// one loop a function, so that nothing is decided inside a loop
function binary<T>(code: i32, out: usize, a: usize, b: usize, n: usize): void {
  switch (code) {
    case ADD: each<T>(ADD, out, a, b, n); break;
    case SUBTRACT: each<T>(SUBTRACT, out, a, b, n); break;
    case MULTIPLY: each<T>(MULTIPLY, out, a, b, n); break;
    case DIVIDE: each<T>(DIVIDE, out, a, b, n); break;
    case RELU_GRADIENT: each<T>(RELU_GRADIENT, out, a, b, n); break;
    case SIGMOID_GRADIENT: each<T>(SIGMOID_GRADIENT, out, a, b, n); break;
  }
}

export function binaryF32(code: i32, out: usize, a: usize, b: usize, n: usize): void {
  binary<f32>(code, out, a, b, n);
}

export function binaryF64(code: i32, out: usize, a: usize, b: usize, n: usize): void {
  binary<f64>(code, out, a, b, n);
}
