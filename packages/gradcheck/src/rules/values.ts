import type { Tensor } from "@retrograd/core";
import type { Params } from "@retrograd/network";

/** Values of tensors by name, which stay what they were. */
export type Values = Readonly<Record<string, Float64Array>>;

/** The present values of tensors. */
export function valuesOf(tensors: Params): Values {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, one]) => [name, Float64Array.from(one.data)]),
  );
}

/** What backward gave, by tensor: "x" for dx. */
export function gradientsOf({ dx, grads }: { readonly dx?: Tensor; readonly grads: Params }): Values {
  return valuesOf({ ...grads, ...(dx === undefined ? {} : { x: dx }) });
}

/** Whether each element is the same number, to the last bit. */
export function sameBits(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}

/** Equal to within 1e-9 of the largest element. */
export function near(a: Float64Array, b: Float64Array): boolean {
  const largest = a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return a.every((value, i) => Math.abs(value - b[i]) <= 1e-9 * largest || Object.is(value, b[i]));
}
