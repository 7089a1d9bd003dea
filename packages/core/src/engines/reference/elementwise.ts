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

/** out[i] = x[i] + c */
export function addScalar(out: FloatArray, x: FloatArray, c: number): void {
  for (let i = 0; i < x.length; i++) out[i] = x[i] + c;
}

/** out[i] = min(max(x[i], low), high) */
export function clip(out: FloatArray, x: FloatArray, low: number, high: number): void {
  for (let i = 0; i < x.length; i++) out[i] = Math.min(Math.max(x[i], low), high);
}

/** out[i] = value where uniforms[i] is below `keep`, else 0 */
export function keepBelow(out: FloatArray, uniforms: FloatArray, keep: number, value: number): void {
  for (let i = 0; i < out.length; i++) out[i] = uniforms[i] < keep ? value : 0;
}

/** out[i] = a[i] where mask[i] is not 0, else b[i] */
export function where(out: FloatArray, mask: FloatArray, a: FloatArray, b: FloatArray): void {
  for (let i = 0; i < out.length; i++) out[i] = mask[i] !== 0 ? a[i] : b[i];
}
