import { argumentError } from "../argument.js";
import type { AxisLayout } from "../engine.js";
import { RetrogradError } from "../errors.js";
import { formatShape, type Shape, sameShape, sizeOf } from "../shape.js";
import { bufferOf, newTensor, type Tensor } from "../tensor.js";
import type { BinaryOperation } from "./elementwise.js";
import { checkAxis, checkCountable, checkOperands } from "./operands.js";
import { scale } from "./scale.js";

/** Combines each number with that of its index on an axis: `y[.., a, ..] = f(x[.., a, ..], b[a])`.
 *  f: `add`, `multiply` or another elementwise operation that is not costly
 *  x: [.., n, ..], b: [n] -> y: [.., n, ..]
 *  @throws RetrogradError E_ARGUMENT, E_SHAPE, E_DTYPE, E_ENGINE */
export function broadcastAxis(f: BinaryOperation, x: Tensor, b: Tensor, axis: number): Tensor {
  checkAxis("broadcastAxis", x, axis);
  return broadcast("broadcastAxis", f, { x, b, axis, of: "axis", shape: [x.shape[axis]] });
}

/** Combines the numbers along an axis with one number: `y[i, a, j] = f(x[i, a, j], b[i, j])`.
 *  f: `add`, `multiply` or another elementwise operation that is not costly
 *  x: [.., n, ..], b: the shape of x without that axis -> y: [.., n, ..]
 *  @throws RetrogradError E_ARGUMENT, E_SHAPE, E_DTYPE, E_ENGINE */
export function broadcastOthers(f: BinaryOperation, x: Tensor, b: Tensor, axis: number): Tensor {
  checkAxis("broadcastOthers", x, axis);
  return broadcast("broadcastOthers", f, { x, b, axis, of: "others", shape: without(x.shape, axis) });
}

/** Sum over an axis: `y[i, j] = sum over a of x[i, a, j]`, accumulated in float64.
 *  x: [.., n, ..] -> y: the shape of x without that axis
 *  @throws RetrogradError E_ARGUMENT when x does not have that axis */
export function sumAxis(x: Tensor, axis: number): Tensor {
  checkAxis("sumAxis", x, axis);
  return sums("axis", x, axis);
}

/** Sum over all other axes: `y[a] = sum over i, j of x[i, a, j]`, accumulated in float64.
 *  x: [.., n, ..] -> y: [n]
 *  @throws RetrogradError E_ARGUMENT when x does not have that axis */
export function sumOthers(x: Tensor, axis: number): Tensor {
  checkAxis("sumOthers", x, axis);
  return sums("others", x, axis);
}

/** Mean and variance of some numbers of a tensor. */
export interface Moments {
  readonly mean: Tensor;
  /** Mean of `(x - mean)^2`: divided by the count of numbers, not by one less. */
  readonly variance: Tensor;
}

/** Mean and variance in two passes, so that a large mean costs no digits.
 *  over "axis": of the numbers along the axis, as in LayerNorm -> the shape of x without that axis
 *  over "others": of the numbers of each index of the axis, as in BatchNorm -> [n]
 *  @throws RetrogradError E_ARGUMENT when x does not have that axis, E_SHAPE when there are no numbers to take a mean of */
export function moments(x: Tensor, axis: number, over: "axis" | "others"): Moments {
  checkAxis("moments", x, axis);
  const count = over === "axis" ? x.shape[axis] : sizeOf(without(x.shape, axis));
  if (count === 0) {
    throw new RetrogradError(
      "E_SHAPE",
      `moments: x ${formatShape(x.shape)} has no numbers to take a mean of`,
    );
  }
  const mean = scale(sums(over, x, axis), 1 / count);
  return { mean, variance: scale(sums(over, x, axis, mean), 1 / count) };
}

/** Largest numbers along an axis. */
export interface Maxima {
  readonly y: Tensor;
  /** Index of each on the axis, of y's shape. */
  readonly indices: Tensor;
}

/** Largest number over an axis, and its index there: the first if several are equal. NaN counts as the largest.
 *  x: [.., n, ..] -> y, indices: the shape of x without that axis
 *  @throws RetrogradError E_ARGUMENT when x does not have that axis, E_SHAPE when its length is 0 or more than
 *  float32 can count */
export function maxAxis(x: Tensor, axis: number): Maxima {
  checkAxis("maxAxis", x, axis);
  if (x.shape[axis] === 0) {
    throw new RetrogradError(
      "E_SHAPE",
      `maxAxis: axis ${axis} of x ${formatShape(x.shape)} has no numbers to compare`,
    );
  }
  checkCountable("maxAxis", x, x.shape[axis]);
  const shape = without(x.shape, axis);
  const [y, indices] = [newTensor(x.engine, x.dtype, shape), newTensor(x.engine, x.dtype, shape)];
  x.engine.kernels.axis.maxAxis(bufferOf(y), bufferOf(indices), bufferOf(x), layoutOf(x, axis));
  return { y, indices };
}

function broadcast(
  operation: string,
  f: BinaryOperation,
  operands: {
    readonly x: Tensor;
    readonly b: Tensor;
    readonly axis: number;
    readonly of: "axis" | "others";
    readonly shape: Shape;
  },
): Tensor {
  const { x, b, axis, of, shape } = operands;
  const { definition } = f;
  if (definition === undefined || definition.costly === true) {
    const expected = "an elementwise operation that is not costly, such as add or multiply";
    throw argumentError(operation, "f", expected, definition === undefined ? f : definition.name);
  }
  checkOperands(operation, x, b);
  if (!sameShape(b.shape, shape)) {
    throw new RetrogradError(
      "E_SHAPE",
      `${operation}: axis ${axis} of x ${formatShape(x.shape)} needs b ${formatShape(shape)}, got ${formatShape(b.shape)}`,
    );
  }
  const y = newTensor(x.engine, x.dtype, x.shape);
  const buffers = { x: bufferOf(x), b: bufferOf(b), of };
  x.engine.kernels.axis.broadcast(definition, bufferOf(y), buffers, layoutOf(x, axis));
  return y;
}

/** Sums over the axis or over the others, of x or of (x - center)^2. */
function sums(over: "axis" | "others", x: Tensor, axis: number, center?: Tensor): Tensor {
  const y = newTensor(x.engine, x.dtype, over === "axis" ? without(x.shape, axis) : [x.shape[axis]]);
  const { sumAxis, sumOthers } = x.engine.kernels.axis;
  const kernel = over === "axis" ? sumAxis : sumOthers;
  kernel(bufferOf(y), bufferOf(x), layoutOf(x, axis), center && bufferOf(center));
  return y;
}

function layoutOf({ shape }: Tensor, axis: number): AxisLayout {
  return { outer: sizeOf(shape.slice(0, axis)), axis: shape[axis], inner: sizeOf(shape.slice(axis + 1)) };
}

const without = (shape: Shape, axis: number): Shape => shape.filter((_, i) => i !== axis);
