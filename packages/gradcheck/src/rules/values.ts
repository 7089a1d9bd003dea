import type { ReadonlyFloats, Tensor } from "@retrograd/core";
import type { Params } from "@retrograd/plugin";
import { copyOf } from "../network/copy.js";

/** Copies of the values of tensors, by name. */
export type Values = Readonly<Record<string, Float64Array>>;

/** Values of tensors by name, not copied: they hold until the next operation. */
export type Views = Readonly<Record<string, ReadonlyFloats>>;

/** Copies the current values of tensors. */
export function valuesOf(tensors: Params): Values {
  return Object.fromEntries(Object.entries(tensors).map(([name, one]) => [name, copyOf(one.data)]));
}

/** The result of a layer's backward. */
interface Gradients {
  readonly dx?: Tensor;
  readonly grads: Params;
}

/** Copies the result of backward, by tensor: "x" for dx. */
export function gradientsOf(gradients: Gradients): Values {
  return valuesOf(byName(gradients));
}

/** The result of backward without copies, for a comparison at once. */
export function viewsOf(gradients: Gradients): Views {
  return Object.fromEntries(Object.entries(byName(gradients)).map(([name, { data }]) => [name, data]));
}

function byName({ dx, grads }: Gradients): Params {
  return dx === undefined ? grads : { ...grads, x: dx };
}

/** Names of the gradients that are missing in other ones or differ from them in a bit. */
export function movedNames(gradients: Values, other: Views): readonly string[] {
  return Object.keys(gradients).filter(
    (name) => other[name] === undefined || !sameBits(gradients[name], other[name]),
  );
}

/** Whether each element is the same number, to the last bit. */
export function sameBits(a: ReadonlyFloats, b: ReadonlyFloats): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

// Round-off of a gradient whose terms cancel to 0, in units of the layer's largest gradient.
const cancelled = 2 ** -40;

/** Largest magnitude, NaN ignored. */
export function largestOf(values: ReadonlyFloats): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    if (size > largest) largest = size;
  }
  return largest;
}

/** Largest magnitude of all gradients of a layer. */
export function largestOfAll(gradients: Views): number {
  return Math.max(0, ...Object.values(gradients).map(largestOf));
}

/** Whether a gradient is 0 up to round-off. largest: the layer's largest gradient */
export function isZero(gradient: ReadonlyFloats, largest: number): boolean {
  return largestOf(gradient) <= cancelled * largest;
}

/** Whether two gradients are equal within 1e-9 of the largest element, or within the round-off of sums that cancel to 0.
 *  largest: the layer's largest gradient; required for gradients whose terms cancel to 0; roundOff: a larger one, if it is known */
export function near(a: ReadonlyFloats, b: ReadonlyFloats, largest = 0, roundOff = 0): boolean {
  // subnormal numbers are multiples of the smallest one
  const tolerance = Math.max(1e-9 * largestOf(a), cancelled * largest, roundOff, 16 * Number.MIN_VALUE);
  for (let i = 0; i < a.length; i++)
    if (!(Math.abs(a[i] - b[i]) <= tolerance) && !Object.is(a[i], b[i])) return false;
  return true;
}
