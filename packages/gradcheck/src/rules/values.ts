import type { Tensor } from "@retrograd/core";
import type { Params } from "@retrograd/plugin";

/** Copies of the values of tensors, by name. */
export type Values = Readonly<Record<string, Float64Array>>;

/** Copies the current values of tensors. */
export function valuesOf(tensors: Params): Values {
  return Object.fromEntries(Object.entries(tensors).map(([name, one]) => [name, new Float64Array(one.data)]));
}

/** Copies the result of backward, by tensor: "x" for dx. */
export function gradientsOf({ dx, grads }: { readonly dx?: Tensor; readonly grads: Params }): Values {
  return valuesOf({ ...grads, ...(dx === undefined ? {} : { x: dx }) });
}

/** Whether each element is the same number, to the last bit. */
export function sameBits(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

// Round-off of a gradient whose terms cancel to 0, in units of the layer's largest gradient.
const cancelled = 2 ** -40;

/** Largest magnitude, NaN ignored. */
export function largestOf(values: Float64Array): number {
  let largest = 0;
  for (const value of values) if (Math.abs(value) > largest) largest = Math.abs(value);
  return largest;
}

/** Largest magnitude of all gradients of a layer. */
export function largestOfAll(gradients: Values): number {
  return Math.max(0, ...Object.values(gradients).map(largestOf));
}

/** Whether a gradient is 0 up to round-off. largest: the layer's largest gradient */
export function isZero(gradient: Float64Array, largest: number): boolean {
  return largestOf(gradient) <= cancelled * largest;
}

/** Whether two gradients are equal within 1e-9 of the largest element, or within the round-off of sums that cancel to 0.
 *  largest: the layer's largest gradient; required for gradients whose terms cancel to 0 */
export function near(a: Float64Array, b: Float64Array, largest = 0): boolean {
  // subnormal numbers are multiples of the smallest one
  const tolerance = Math.max(1e-9 * largestOf(a), cancelled * largest, 16 * Number.MIN_VALUE);
  return a.every((value, i) => Math.abs(value - b[i]) <= tolerance || Object.is(value, b[i]));
}
