import { argumentError, requireNumber } from "../argument.js";
import { RetrogradError } from "../errors.js";
import { sigmoidLossBlock } from "../loss-kernels.js";
import { bufferOf, newTensor, type Tensor } from "../tensor.js";
import { checkSameShape } from "./operands.js";

/** Options of a cross entropy of yes or no. */
export interface SigmoidCrossEntropyOptions {
  /** Weight of the targets that are 1, above 0; default 1. */
  readonly positive?: number;
}

/** A cross entropy as a sum, and the probabilities. */
export interface SigmoidCrossEntropy {
  /** Sum over all elements, in nats. */
  readonly total: number;
  /** sigmoid of x, of its shape. */
  readonly y: Tensor;
}

/** Sigmoid with cross entropy: `total = sum of positive t softplus(-x) + (1 - t) softplus(x)`, exact for logits of any size.
 *  x, t: equal shapes, t from 0 to 1
 *  @throws RetrogradError E_SHAPE, E_DTYPE, E_ENGINE, E_ARGUMENT, E_TARGET for a target outside 0 to 1 */
export function sigmoidCrossEntropy(
  x: Tensor,
  t: Tensor,
  { positive = 1 }: SigmoidCrossEntropyOptions = {},
): SigmoidCrossEntropy {
  checkTargets(x, t, positive);
  const y = newTensor(x.engine, x.dtype, x.shape);
  const losses = newTensor(x.engine, "f64", [Math.ceil(x.size / sigmoidLossBlock)]);
  const { kernels } = x.engine;
  const out = { y: bufferOf(y), losses: bufferOf(losses) };
  kernels.losses.sigmoidCrossEntropy(out, bufferOf(x), bufferOf(t), positive);
  return { total: kernels.sum(bufferOf(losses)), y };
}

/** Gradient of `factor total` of sigmoidCrossEntropy with respect to its logits: `dx = factor ((1 - t) y - positive t (1 - y))`.
 *  y, t: equal shapes, y the probabilities; options: as there, with `factor`, default 1
 *  @throws RetrogradError E_SHAPE, E_DTYPE, E_ENGINE, E_ARGUMENT */
export function sigmoidCrossEntropyGradient(
  y: Tensor,
  t: Tensor,
  { positive = 1, factor = 1 }: SigmoidCrossEntropyOptions & { readonly factor?: number } = {},
): Tensor {
  checkSameShape("sigmoidCrossEntropyGradient", y, t);
  requireNumber("sigmoidCrossEntropyGradient", "positive", positive);
  requireNumber("sigmoidCrossEntropyGradient", "factor", factor);
  const dx = newTensor(y.engine, y.dtype, y.shape);
  const rule = { positive, factor };
  y.engine.kernels.losses.sigmoidCrossEntropyGradient(bufferOf(dx), bufferOf(y), bufferOf(t), rule);
  return dx;
}

function checkTargets(x: Tensor, t: Tensor, positive: number): void {
  const operation = "sigmoidCrossEntropy";
  checkSameShape(operation, x, t);
  if (!(positive > 0 && positive < Infinity))
    throw argumentError(operation, "positive", "a weight above 0", positive);
  const values = bufferOf(t);
  for (let i = 0; i < values.length; i++) {
    if (values[i] >= 0 && values[i] <= 1) continue;
    throw new RetrogradError("E_TARGET", `${operation}: t[${i}] must be from 0 to 1, got ${values[i]}`);
  }
}
