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

/** out[i] = x[i] + c, c in the number type of the tensor */
export function addScalar(out: FloatArray, x: FloatArray, c: number): void {
  const rounded = out instanceof Float32Array ? Math.fround(c) : c;
  for (let i = 0; i < x.length; i++) out[i] = x[i] + rounded;
}

/** out[i] = low where x[i] < low, high where x[i] > high, else x[i] */
export function clip(out: FloatArray, x: FloatArray, low: number, high: number): void {
  for (let i = 0; i < x.length; i++) out[i] = x[i] < low ? low : x[i] > high ? high : x[i];
}

/** out[i] = value where uniforms[i] is below `keep`, else 0 */
export function keepBelow(out: FloatArray, uniforms: FloatArray, keep: number, value: number): void {
  for (let i = 0; i < out.length; i++) out[i] = uniforms[i] < keep ? value : 0;
}

/** out[i] = a[i] where mask[i] is not 0, else b[i] */
export function where(out: FloatArray, mask: FloatArray, a: FloatArray, b: FloatArray): void {
  for (let i = 0; i < out.length; i++) out[i] = mask[i] !== 0 ? a[i] : b[i];
}
