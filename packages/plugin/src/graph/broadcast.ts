import {
  formatShape,
  RetrogradError,
  type Shape,
  sameShape,
  sizeOf,
  type Tensor,
  tensor,
} from "@retrograd/core";

/** A float64 tensor of the reference engine: the values of a node. */
export function values(data: ArrayLike<number>, shape: Shape): Tensor {
  return tensor(data, shape, { dtype: "f64" });
}

/** An element by its index in row-major order. */
export function elementOf({ data }: Tensor, index: number): number {
  return data[index] ?? Number.NaN;
}

/** The shape to which two shapes are broadcast, as in NumPy: axes are aligned at the end, and an axis of length 1 repeats.
 *  @throws RetrogradError E_SHAPE naming the operation and both shapes */
export function broadcastShape(operation: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [left, right] = [a[a.length - rank + i] ?? 1, b[b.length - rank + i] ?? 1];
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    throw new RetrogradError(
      "E_SHAPE",
      `graph: ${operation}: shapes ${formatShape(a)} and ${formatShape(b)} do not fit: equal axes are needed, or axes of length 1`,
    );
  });
}

/** Repeats a tensor along its axes of length 1. x: a shape that broadcasts to `shape` -> y: `shape` */
export function expand(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  return values(
    sources(x.shape, shape).map((index) => elementOf(x, index)),
    shape,
  );
}

/** The derivative of `expand`: sums what was repeated. dy: a shape to which `shape` broadcasts -> dx: `shape` */
export function sumTo(dy: Tensor, shape: Shape): Tensor {
  if (sameShape(dy.shape, shape)) return dy;
  const sums = new Float64Array(sizeOf(shape));
  for (const [i, index] of sources(shape, dy.shape).entries())
    sums[index] = (sums[index] ?? 0) + elementOf(dy, i);
  return values(sums, shape);
}

/** For each element of `to`, the index of the element of `from` that it repeats. */
function sources(from: Shape, to: Shape): readonly number[] {
  let indices = [0];
  for (const [axis, length] of to.entries()) {
    const own = from[from.length - to.length + axis] ?? 1;
    indices = indices.flatMap((index) => Array.from({ length }, (_, i) => index * own + (own === 1 ? 0 : i)));
  }
  return indices;
}
