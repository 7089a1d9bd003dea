import { RetrogradError } from "../errors.js";
import type { RowMask } from "../loss-kernels.js";
import { formatShape, type Shape } from "../shape.js";
import { bufferOf, newTensor, requireTensor, type Tensor } from "../tensor.js";
import { checkOperands, checkSameShape } from "./operands.js";

/** Softmax over the last axis: `y_j = exp(x_j) / sum over k of exp(x_k)`, over the numbers whose mask is not 0. The others are 0,
 *  and so is a row in which none counts.
 *  x: [.., n], mask: an axis for each of x, of the same length or, except for the last, of length 1, which is repeated
 *  -> y: [.., n]
 *  @throws RetrogradError E_SHAPE, E_DTYPE, E_ENGINE */
export function softmaxLast(x: Tensor, mask?: Tensor): Tensor {
  const classes = lastLength("softmaxLast", x);
  const rows = mask && maskRows(x, mask);
  const y = newTensor(x.engine, x.dtype, x.shape);
  const masked = mask && rows && { ...rows, mask: bufferOf(mask) };
  x.engine.kernels.softmax.softmaxLast(bufferOf(y), bufferOf(x), classes, masked);
  return y;
}

/** Gradient of softmax over the last axis: `dx = y (dy - sum of dy y)`. dy, y: equal shapes [.., n], y the output, with a mask
 *  or without. @throws RetrogradError E_SHAPE, E_DTYPE, E_ENGINE */
export function softmaxGradient(dy: Tensor, y: Tensor): Tensor {
  return gradient("softmaxGradient", dy, y);
}

/** Logarithm of softmax over the last axis: `y_j = x_j - ln(sum over k of exp(x_k))`. Does not overflow, and stays exact where
 *  softmax underflows to 0. x: [.., n] -> y: [.., n]
 *  @throws RetrogradError E_SHAPE when x has no axis */
export function logSoftmax(x: Tensor): Tensor {
  const classes = lastLength("logSoftmax", x);
  const y = newTensor(x.engine, x.dtype, x.shape);
  x.engine.kernels.softmax.logSoftmax(bufferOf(y), bufferOf(x), classes);
  return y;
}

/** Gradient of logSoftmax: `dx = dy - e^y sum of dy`. dy, y: equal shapes [.., n], y the output.
 *  @throws RetrogradError E_SHAPE, E_DTYPE, E_ENGINE */
export function logSoftmaxGradient(dy: Tensor, y: Tensor): Tensor {
  return gradient("logSoftmaxGradient", dy, y);
}

function gradient(operation: "softmaxGradient" | "logSoftmaxGradient", dy: Tensor, y: Tensor): Tensor {
  checkSameShape(operation, dy, y);
  const classes = lastLength(operation, y);
  const dx = newTensor(y.engine, y.dtype, y.shape);
  y.engine.kernels.softmax[operation](bufferOf(dx), bufferOf(dy), bufferOf(y), classes);
  return dx;
}

/** Length of the last axis. */
function lastLength(operation: string, x: Tensor): number {
  requireTensor(operation, "x", x);
  const length = x.shape.at(-1);
  if (length === undefined)
    throw new RetrogradError("E_SHAPE", `${operation}: x must have an axis, got a number without axes`);
  return length;
}

/** How a mask lies at three axes of rows of x. */
function maskRows(x: Tensor, mask: Tensor): Omit<RowMask, "mask"> {
  checkOperands("softmaxLast", x, mask);
  const axes = rowAxes(x.shape, mask.shape);
  if (axes === undefined) {
    throw new RetrogradError(
      "E_SHAPE",
      `softmaxLast: x ${formatShape(x.shape)} needs a mask with its axes, each of the same length or, except for the last, of length 1, got ${formatShape(mask.shape)}`,
    );
  }
  const [, middle, inner] = axes;
  return {
    n1: middle.length,
    n2: inner.length,
    steps: [axes[0].step, middle.step, inner.step],
  };
}

/** An axis of rows, and how far apart its rows are in the mask. */
interface RowAxis {
  readonly length: number;
  readonly step: number;
}

const single: RowAxis = { length: 1, step: 0 };

/** The axes of rows as three: neighbours that both are in the mask, or both not, become one. Undefined where the shapes do not
 *  fit, or more than three are left. */
function rowAxes(shape: Shape, mask: Shape): readonly [RowAxis, RowAxis, RowAxis] | undefined {
  if (shape.length !== mask.length || shape.at(-1) !== mask.at(-1)) return undefined;
  const axes: RowAxis[] = [];
  // rows of the mask that lie within one index of the axis
  let within = 1;
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    const [length, inMask] = [shape[axis], mask[axis]];
    if (inMask !== length && inMask !== 1) return undefined;
    if (length === 1) continue;
    const step = inMask === 1 ? 0 : within;
    const [first] = axes;
    if (first !== undefined && (first.step === 0) === (step === 0))
      axes[0] = { length: first.length * length, step: first.step };
    else axes.unshift({ length, step });
    within *= inMask;
  }
  if (axes.length > 3) return undefined;
  const [outer = single, middle = single, inner = single] = [...Array(3 - axes.length).fill(single), ...axes];
  return [outer, middle, inner];
}
