import { argumentError } from "../argument.js";
import type { CopyLayout } from "../engine.js";
import { RetrogradError } from "../errors.js";
import { formatShape, type Shape, sizeOf } from "../shape.js";
import { bufferOf, newTensor, requireTensor, type Tensor } from "../tensor.js";
import { checkAxis, checkOperands } from "./operands.js";

/** The tensor with its axes in another order: `y[i_axes[0], i_axes[1], ...] = x[i_0, i_1, ...]`.
 *  axes: every axis of x once; permute(x, [0, 2, 1]): [a, b, c] -> [a, c, b]
 *  @throws RetrogradError E_ARGUMENT when `axes` does not name every axis once */
export function permute(x: Tensor, axes: readonly number[]): Tensor {
  requireTensor("permute", "x", x);
  const rank = x.shape.length;
  const names = new Set(axes);
  if (axes.length !== rank || names.size !== rank || axes.some((axis) => !isAxis(axis, rank)))
    throw argumentError(
      "permute",
      "axes",
      `each axis of ${formatShape(x.shape)} once, such as [${[...x.shape.keys()].reverse().join(", ")}]`,
      axes,
    );
  const strides = stridesOf(x.shape);
  const shape = axes.map((axis) => x.shape[axis]);
  return copied(x, shape, { xStrides: axes.map((axis) => strides[axis]) });
}

/** The indices from `begin` up to, without, `end` of one axis: `y[.., i, ..] = x[.., begin + i, ..]`.
 *  x: [.., n, ..] -> y: [.., end - begin, ..]
 *  @throws RetrogradError E_ARGUMENT when x does not have that axis, E_SHAPE when the range does not lie in it */
export function slice(x: Tensor, axis: number, begin: number, end: number): Tensor {
  checkAxis("slice", x, axis);
  const length = x.shape[axis];
  if (!Number.isInteger(begin) || !Number.isInteger(end) || begin < 0 || end < begin || end > length) {
    throw new RetrogradError(
      "E_SHAPE",
      `slice: ${begin} to ${end} is not a range of axis ${axis} of ${formatShape(x.shape)}: from 0 to ${length}`,
    );
  }
  const shape = withLength(x.shape, axis, end - begin);
  return copied(x, shape, { xOffset: begin * stridesOf(x.shape)[axis] });
}

/** Tensors one after the other along an axis; the other axes are equal.
 *  xs: [.., n_k, ..] -> y: [.., sum of n_k, ..]
 *  @throws RetrogradError E_ARGUMENT when there is no tensor or not that axis, E_SHAPE when the other axes differ, E_DTYPE,
 *  E_ENGINE */
export function concat(xs: readonly Tensor[], axis: number): Tensor {
  const [first] = xs;
  if (first === undefined) throw argumentError("concat", "xs", "one tensor or more, such as [x, y]", xs);
  checkAxis("concat", first, axis);
  let total = 0;
  for (const x of xs) {
    checkOperands("concat", first, x);
    const fits =
      x.shape.length === first.shape.length && x.shape.every((n, i) => i === axis || n === first.shape[i]);
    if (!fits) {
      throw new RetrogradError(
        "E_SHAPE",
        `concat: ${formatShape(x.shape)} does not fit ${formatShape(first.shape)}: every axis but ${axis} must be equal`,
      );
    }
    total += x.shape[axis];
  }
  const y = newTensor(first.engine, first.dtype, withLength(first.shape, axis, total));
  const outStrides = stridesOf(y.shape);
  let begin = 0;
  for (const x of xs) {
    y.engine.kernels.copy(bufferOf(y), bufferOf(x), {
      sizes: x.shape,
      outStrides,
      xStrides: stridesOf(x.shape),
      outOffset: begin * outStrides[axis],
      xOffset: 0,
    });
    begin += x.shape[axis];
  }
  return y;
}

/** Zeros before and after the numbers of each axis.
 *  margins: one pair for each axis; pad(x, [[0, 0], [1, 2]]): [a, b] -> [a, b + 3]
 *  @throws RetrogradError E_ARGUMENT when there is not one pair of whole numbers from 0 for each axis */
export function pad(x: Tensor, margins: readonly (readonly [before: number, after: number])[]): Tensor {
  requireTensor("pad", "x", x);
  const isMargin = (n: number) => Number.isInteger(n) && n >= 0;
  if (
    margins.length !== x.shape.length ||
    !margins.every((pair) => pair.length === 2 && pair.every(isMargin))
  )
    throw argumentError(
      "pad",
      "margins",
      `a pair [before, after] for each axis of ${formatShape(x.shape)}`,
      margins,
    );
  const shape = x.shape.map((n, axis) => margins[axis][0] + n + margins[axis][1]);
  const y = newTensor(x.engine, x.dtype, shape);
  bufferOf(y).fill(0);
  const outStrides = stridesOf(shape);
  const outOffset = margins.reduce((offset, [before], axis) => offset + before * outStrides[axis], 0);
  y.engine.kernels.copy(bufferOf(y), bufferOf(x), {
    sizes: x.shape,
    outStrides,
    xStrides: stridesOf(x.shape),
    outOffset,
    xOffset: 0,
  });
  return y;
}

/** One axis in reverse order: `y[.., i, ..] = x[.., n - 1 - i, ..]`. Any shape with that axis.
 *  @throws RetrogradError E_ARGUMENT when x does not have that axis */
export function reverse(x: Tensor, axis: number): Tensor {
  checkAxis("reverse", x, axis);
  const strides = stridesOf(x.shape);
  const xOffset = Math.max(0, x.shape[axis] - 1) * strides[axis];
  return copied(x, x.shape, { xOffset, xStrides: strides.map((n, i) => (i === axis ? -n : n)) });
}

/** A new tensor, each number of which is read from x at its strides. */
function copied(x: Tensor, shape: Shape, from: Partial<Pick<CopyLayout, "xStrides" | "xOffset">>): Tensor {
  const y = newTensor(x.engine, x.dtype, shape);
  const { xStrides = stridesOf(x.shape), xOffset = 0 } = from;
  const layout = { sizes: shape, outStrides: stridesOf(shape), xStrides, outOffset: 0, xOffset };
  y.engine.kernels.copy(bufferOf(y), bufferOf(x), layout);
  return y;
}

const isAxis = (axis: number, rank: number) => Number.isInteger(axis) && axis >= 0 && axis < rank;

const withLength = (shape: Shape, axis: number, length: number): Shape =>
  shape.map((n, i) => (i === axis ? length : n));

/** Numbers of elements from one index of an axis to the next: [a, b, c] -> [b c, c, 1]. */
function stridesOf(shape: Shape): readonly number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}
