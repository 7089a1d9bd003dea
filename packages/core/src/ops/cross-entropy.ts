import { argumentError, requireNumber } from "../argument.js";
import { RetrogradError } from "../errors.js";
import type { CrossEntropyLayout } from "../loss-kernels.js";
import { formatShape, sameShape } from "../shape.js";
import { bufferOf, newTensor, type Tensor } from "../tensor.js";
import { checkClasses } from "./class-targets.js";
import { checkOperands } from "./operands.js";

/** Options of a cross entropy of class indices. */
export interface CrossEntropyOptions {
  /** Share of the target that all classes divide equally, from 0 to 1; default 0. */
  readonly smoothing?: number;
  /** Weight of each class: [classes], numbers >= 0; default 1. */
  readonly weights?: Tensor;
  /** Targets with this value do not count: a padding, such as -1. Default: none. */
  readonly ignore?: number;
}

/** A cross entropy as a sum, and what to divide it by. */
export interface CrossEntropy {
  /** Sum over the targets that count, in nats. */
  readonly total: number;
  /** Sum of the weights of their classes; without weights, how many count. The mean is `total / weight`. */
  readonly weight: number;
  /** The probabilities, softmax of x: [.., classes] */
  readonly y: Tensor;
}

/** Softmax with cross entropy of class indices: `total = sum over i, j of w_j t'_ij (-ln y_ij)` with `t'_ij = (1 - smoothing)
 *  [j = t_i] + smoothing / classes`, as in PyTorch.
 *  x: [.., classes] logits of any size, t: [..] class indices
 *  @throws RetrogradError E_SHAPE, E_DTYPE, E_ENGINE, E_ARGUMENT for an option, E_TARGET for a target that is not a class */
export function crossEntropy(x: Tensor, t: Tensor, options: CrossEntropyOptions = {}): CrossEntropy {
  checkCrossEntropy("crossEntropy", x, t, options);
  const y = newTensor(x.engine, x.dtype, x.shape);
  const [losses, counts] = [newTensor(x.engine, "f64", t.shape), newTensor(x.engine, "f64", t.shape)];
  const { kernels } = x.engine;
  const layout = layoutOf(x, options);
  const out = { y: bufferOf(y), losses: bufferOf(losses), counts: bufferOf(counts) };
  kernels.losses.crossEntropy(out, bufferOf(x), bufferOf(t), layout);
  return { total: kernels.sum(bufferOf(losses)), weight: kernels.sum(bufferOf(counts)), y };
}

/** Gradient of `factor total` of crossEntropy with respect to its logits; for the mean, factor is `dloss / weight`.
 *  `dx_ij = factor (y_ij sum over k of w_k t'_ik - w_j t'_ij)`, 0 where the target is ignored
 *  y: [.., classes] probabilities, t: [..], options: as for crossEntropy, with `factor`, default 1 -> dx: [.., classes]
 *  @throws RetrogradError as crossEntropy */
export function crossEntropyGradient(
  y: Tensor,
  t: Tensor,
  { factor = 1, ...options }: CrossEntropyOptions & { readonly factor?: number } = {},
): Tensor {
  checkCrossEntropy("crossEntropyGradient", y, t, options);
  requireNumber("crossEntropyGradient", "factor", factor);
  const dx = newTensor(y.engine, y.dtype, y.shape);
  const layout = layoutOf(y, options);
  y.engine.kernels.losses.crossEntropyGradient(bufferOf(dx), bufferOf(y), bufferOf(t), { ...layout, factor });
  return dx;
}

function checkCrossEntropy(
  operation: string,
  x: Tensor,
  t: Tensor,
  { smoothing = 0, weights, ignore }: CrossEntropyOptions,
): void {
  checkOperands(operation, x, t);
  const classes = x.shape.at(-1) ?? 0;
  const expected = x.shape.slice(0, -1);
  if (classes === 0 || !sameShape(t.shape, expected)) {
    throw new RetrogradError(
      "E_SHAPE",
      `${operation}: x [.., classes] needs t [..], got ${formatShape(x.shape)} and ${formatShape(t.shape)}`,
    );
  }
  if (!(smoothing >= 0 && smoothing <= 1))
    throw argumentError(operation, "smoothing", "a number from 0 to 1", smoothing);
  if (ignore !== undefined) requireNumber(operation, "ignore", ignore);
  checkClasses(operation, bufferOf(t), classes, ignore);
  if (weights === undefined) return;
  checkOperands(operation, x, weights);
  if (!sameShape(weights.shape, [classes])) {
    throw new RetrogradError(
      "E_SHAPE",
      `${operation}: ${classes} classes need weights [${classes}], got ${formatShape(weights.shape)}`,
    );
  }
}

/** What the kernels need. It has the buffer of the weights, so no tensor may be allocated between this and the kernel. */
function layoutOf(
  { shape }: Tensor,
  { smoothing = 0, weights, ignore = Number.NaN }: CrossEntropyOptions,
): CrossEntropyLayout {
  const layout = { classes: shape.at(-1) ?? 0, smoothing, ignored: ignore };
  return weights === undefined ? layout : { ...layout, weights: bufferOf(weights) };
}
