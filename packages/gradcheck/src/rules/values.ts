import type { Tensor } from "@retrograd/core";
import type { Params } from "@retrograd/plugin";

/** Values of tensors by name, which stay what they were. */
export type Values = Readonly<Record<string, Float64Array>>;

/** The present values of tensors. */
export function valuesOf(tensors: Params): Values {
  return Object.fromEntries(Object.entries(tensors).map(([name, one]) => [name, new Float64Array(one.data)]));
}

/** What backward gave, by tensor: "x" for dx. */
export function gradientsOf({ dx, grads }: { readonly dx?: Tensor; readonly grads: Params }): Values {
  return valuesOf({ ...grads, ...(dx === undefined ? {} : { x: dx }) });
}

/** Whether each element is the same number, to the last bit. */
export function sameBits(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

// Round-off of a gradient that sums up to 0, in units of the layer's largest one.
const cancelled = 2 ** -40;

/** Largest magnitude, of what is a number. */
export function largestOf(values: Float64Array): number {
  let largest = 0;
  for (const value of values) if (Math.abs(value) > largest) largest = Math.abs(value);
  return largest;
}

/** Largest magnitude of all that a layer's backward gave. */
export function largestOfAll(gradients: Values): number {
  return Math.max(0, ...Object.values(gradients).map(largestOf));
}

/** Whether a gradient is 0 up to round-off. all: the layer's largest gradient */
export function isZero(gradient: Float64Array, all: number): boolean {
  return largestOf(gradient) <= cancelled * all;
}

/** Equal to within 1e-9 of the largest element, or to within the round-off of sums that come to 0.
 *  all: the layer's largest gradient; without it a gradient that is 0 by cancelling differs from itself */
export function near(a: Float64Array, b: Float64Array, all = 0): boolean {
  // subnormal numbers are whole multiples of the least one
  const tolerance = Math.max(1e-9 * largestOf(a), cancelled * all, 16 * Number.MIN_VALUE);
  return a.every((value, i) => Math.abs(value - b[i]) <= tolerance || Object.is(value, b[i]));
}
