import type { FloatArray } from "../../dtype.js";
import type { BinaryFunction, UnaryFunction } from "../../engine.js";
import { erf } from "./error-function.js";

const unaryFunctions: Record<UnaryFunction, (x: number) => number> = {
  negate: (x) => -x,
  exp: Math.exp,
  log: Math.log,
  tanh: Math.tanh,
  square: (x) => x * x,
  relu: (x) => (x > 0 || Number.isNaN(x) ? x : 0),
  sigmoid: (x) => {
    // exp of a negative number only, so it cannot overflow
    const e = Math.exp(-Math.abs(x));
    return x >= 0 ? 1 / (1 + e) : e / (1 + e);
  },
  erf,
};

const binaryFunctions: Record<BinaryFunction, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  reluGradient: (dy, x) => (x > 0 ? dy : 0),
  sigmoidGradient: (dy, y) => dy * y * (1 - y),
};

/** out[i] = f(x[i]) */
export function unary(name: UnaryFunction, out: FloatArray, x: FloatArray): void {
  const f = unaryFunctions[name];
  for (let i = 0; i < x.length; i++) out[i] = f(x[i]);
}

/** out[i] = f(a[i], b[i]) */
export function binary(name: BinaryFunction, out: FloatArray, a: FloatArray, b: FloatArray): void {
  const f = binaryFunctions[name];
  for (let i = 0; i < a.length; i++) out[i] = f(a[i], b[i]);
}

/** out[i] = factor x[i] */
export function scale(out: FloatArray, x: FloatArray, factor: number): void {
  for (let i = 0; i < x.length; i++) out[i] = factor * x[i];
}
