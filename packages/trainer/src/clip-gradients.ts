import { adjustGradient, type GradientRule, sumSquares } from "@retrograd/core";
import type { NetworkParams } from "@retrograd/network";
import type { Params } from "@retrograd/plugin";

/** How gradients are clipped before an update. */
export interface ClipRule {
  /** Maximum Euclidean norm of all gradients together. */
  readonly norm?: number;
  /** Maximum absolute value of an element. */
  readonly value?: number;
}

/** Clips gradients to a norm, all by one factor `norm / (|g| + 1e-6)` if they are longer, and then to a value.
 *  Source: PyTorch clip_grad_norm_, clip_grad_value_ */
export function clipGradients(
  params: NetworkParams,
  grads: NetworkParams,
  { norm = Infinity, value = Infinity }: ClipRule,
): NetworkParams {
  const length = norm === Infinity ? 0 : normOf(grads, params);
  const factor = Math.min(1, norm / (length + 1e-6));
  // in this order a norm of NaN reaches the gradients, where it is detected
  if (factor === 1 && value === Infinity) return grads;
  return adjusted(grads, params, { factor, limit: value, decay: 0 });
}

/** Euclidean norm of all tensors together. */
function normOf(grads: NetworkParams, params: NetworkParams): number {
  const length = Math.sqrt(squaresOf(grads));
  if (length !== Infinity) return length;
  // above 1e154 the square of a float64 overflows; scaling by a power of two is exact
  const scaled = adjusted(grads, params, { factor: scale, limit: Infinity, decay: 0 });
  return Math.sqrt(squaresOf(scaled)) / scale;
}

const scale = 2 ** -600;

function squaresOf(tensors: NetworkParams): number {
  let total = 0;
  for (const layer of Object.values(tensors)) for (const x of Object.values(layer)) total += sumSquares(x);
  return total;
}

function adjusted(grads: NetworkParams, params: NetworkParams, rule: GradientRule): NetworkParams {
  return mapParams(grads, (g, id, name) => adjustGradient(g, params[id]?.[name] ?? g, rule));
}

function mapParams(
  tensors: NetworkParams,
  visit: (x: Params[string], id: string, name: string) => Params[string],
): NetworkParams {
  const layers = Object.entries(tensors).map(([id, layer]) => {
    const mapped = Object.entries(layer).map(([name, x]) => [name, visit(x, id, name)] as const);
    return [id, Object.fromEntries(mapped)] as const;
  });
  return Object.fromEntries(layers);
}
