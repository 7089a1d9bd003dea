import type { FloatArray } from "../../dtype.js";
import type { BinaryFunction, UnaryFunction } from "../../engine.js";

/** out[i] = f(x[i]) */
export function unary({ reference }: UnaryFunction, out: FloatArray, x: FloatArray): void {
  for (let i = 0; i < x.length; i++) out[i] = reference(x[i]);
}

/** out[i] = f(a[i], b[i]) */
export function binary({ reference }: BinaryFunction, out: FloatArray, a: FloatArray, b: FloatArray): void {
  for (let i = 0; i < a.length; i++) out[i] = reference(a[i], b[i]);
}

/** out[i] = factor x[i] */
export function scale(out: FloatArray, x: FloatArray, factor: number): void {
  for (let i = 0; i < x.length; i++) out[i] = factor * x[i];
}
