import { bufferOf, newTensor, requireTensor, type Tensor } from "../tensor.js";
import type { AdamRule, GradientRule, MomentumRule, RmsRule } from "../update-rules.js";
import { checkSameShape } from "./operands.js";

/** One step of gradient descent in place: `w -= lr g`. Only the operations of this file write into tensors; they are for
 *  optimizers and other parts of training. w, g: equal shapes. @throws RetrogradError E_SHAPE */
export function updateSgd(w: Tensor, g: Tensor, lr: number): void {
  checkSameShape("updateSgd", w, g);
  w.engine.kernels.optimizer.updateSgd(bufferOf(w), bufferOf(g), lr);
}

/** Copies the numbers of x into w. w, x: equal shapes. @throws RetrogradError E_SHAPE */
export function overwrite(w: Tensor, x: Tensor): void {
  checkSameShape("overwrite", w, x);
  if (w === x) return;
  const layout = { sizes: [w.size], outStrides: [1], xStrides: [1], outOffset: 0, xOffset: 0 };
  w.engine.kernels.copy(bufferOf(w), bufferOf(x), layout);
}

/** One step with momentum in place: `v = momentum v + gradientScale g`, then `w = w + velocityScale v + lookahead g`.
 *  w, g, v: equal shapes. @throws RetrogradError E_SHAPE */
export function updateMomentum(w: Tensor, g: Tensor, v: Tensor, rule: MomentumRule): void {
  checkSameShape("updateMomentum", w, g);
  checkSameShape("updateMomentum", w, v);
  w.engine.kernels.optimizer.updateMomentum(bufferOf(w), bufferOf(g), bufferOf(v), rule);
}

/** One step scaled by the root of the mean square in place: `h = decay h + gradientScale g^2`, then
 *  `w = w - stepSize g / (sqrt(h) + eps)`. w, g, h: equal shapes. @throws RetrogradError E_SHAPE */
export function updateRms(w: Tensor, g: Tensor, h: Tensor, rule: RmsRule): void {
  checkSameShape("updateRms", w, g);
  checkSameShape("updateRms", w, h);
  w.engine.kernels.optimizer.updateRms(bufferOf(w), bufferOf(g), bufferOf(h), rule);
}

/** One step of Adam in place: `m = beta1 m + (1 - beta1) g`, `v = beta2 v + (1 - beta2) g^2`, then
 *  `w = weightDecayFactor w - stepSize m / (sqrt(v) + eps)`. w, g, m, v: equal shapes. @throws RetrogradError E_SHAPE */
export function updateAdam(
  w: Tensor,
  g: Tensor,
  { m, v }: { readonly m: Tensor; readonly v: Tensor },
  rule: AdamRule,
): void {
  for (const other of [g, m, v]) checkSameShape("updateAdam", w, other);
  w.engine.kernels.optimizer.updateAdam(bufferOf(w), bufferOf(g), { m: bufferOf(m), v: bufferOf(v) }, rule);
}

/** A scaled and clipped gradient with weight decay: `clamp(factor g, -limit, limit) + decay w`. NaN stays NaN.
 *  g, w: equal shapes. @throws RetrogradError E_SHAPE */
export function adjustGradient(g: Tensor, w: Tensor, rule: GradientRule): Tensor {
  checkSameShape("adjustGradient", g, w);
  const adjusted = newTensor(g.engine, g.dtype, g.shape);
  g.engine.kernels.optimizer.adjustGradient(bufferOf(adjusted), bufferOf(g), bufferOf(w), rule);
  return adjusted;
}

/** Sum of the squares of all elements, accumulated in float64: the square of the Euclidean norm. */
export function sumSquares(x: Tensor): number {
  requireTensor("sumSquares", "x", x);
  return x.engine.kernels.optimizer.sumSquares(bufferOf(x));
}
