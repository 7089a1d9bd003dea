import { adjustGradient, type GradientRule, sumSquares } from "@retrograd/core";
import type { NetworkParams } from "@retrograd/network";
import type { Params } from "@retrograd/plugin";

/** How gradients are cut before an update. */
export interface ClipRule {
  /** Longest that all gradients together may be: their Euclidean norm. */
  readonly norm?: number;
  /** Largest that an element may be, in size. */
  readonly value?: number;
}

/** Gradients cut to a norm, all by one factor `norm / (|g| + 1e-6)` where they are longer, and then to a value.
 *  Source: PyTorch clip_grad_norm_, clip_grad_value_ */
export function clipGradients(
  params: NetworkParams,
  grads: NetworkParams,
  { norm = Infinity, value = Infinity }: ClipRule,
): NetworkParams {
  const length = norm === Infinity ? 0 : normOf(grads, params);
  const factor = Math.min(1, norm / (length + 1e-6));
  // compared this way round, a norm of NaN is passed on to be seen
  if (factor === 1 && value === Infinity) return grads;
  return adjusted(grads, params, { factor, limit: value, decay: 0 });
}

/** Euclidean norm of all tensors together. */
function normOf(grads: NetworkParams, params: NetworkParams): number {
  const length = Math.sqrt(squaresOf(grads));
  if (length !== Infinity) return length;
  // beyond 1e154 numbers of float64 are finite where their squares are not; a power of two shrinks them without rounding
  const shrunk = adjusted(grads, params, { factor: shrink, limit: Infinity, decay: 0 });
  return Math.sqrt(squaresOf(shrunk)) / shrink;
}

const shrink = 2 ** -600;

function squaresOf(tensors: NetworkParams): number {
  let total = 0;
  for (const own of Object.values(tensors)) for (const x of Object.values(own)) total += sumSquares(x);
  return total;
}

function adjusted(grads: NetworkParams, params: NetworkParams, rule: GradientRule): NetworkParams {
  return mapParams(grads, (g, id, name) => adjustGradient(g, params[id]?.[name] ?? g, rule));
}

function mapParams(
  tensors: NetworkParams,
  visit: (x: Params[string], id: string, name: string) => Params[string],
): NetworkParams {
  const layers = Object.entries(tensors).map(([id, own]) => {
    const mapped = Object.entries(own).map(([name, x]) => [name, visit(x, id, name)] as const);
    return [id, Object.fromEntries(mapped)] as const;
  });
  return Object.fromEntries(layers);
}
