import { RetrogradError } from "./errors.js";

/** Lengths of the axes, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/** Number of elements of a shape: the product of its axes, 1 for `[]`. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const axis of shape) size *= axis;
  return size;
}

/** A shape as text: `[2, 3]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** Whether two shapes have the same axes. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((axis, i) => axis === b[i]);
}

/** Checks that a shape's axes are whole numbers >= 0.
 *  @throws RetrogradError E_SHAPE naming the operation and the shape */
export function checkShape(operation: string, shape: Shape): void {
  if (!Array.isArray(shape)) {
    throw new RetrogradError(
      "E_SHAPE",
      `${operation}: give a shape, a list of axes such as [2, 3], got ${shape}`,
    );
  }
  if (!shape.every((axis) => Number.isSafeInteger(axis) && axis >= 0)) {
    throw new RetrogradError(
      "E_SHAPE",
      `${operation}: axes must be whole numbers >= 0, got ${formatShape(shape)}`,
    );
  }
}
