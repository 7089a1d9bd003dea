import { adjustGradient, type Tensor } from "@retrograd/core";
import type { UpdateContext, WeightDecay } from "@retrograd/plugin";

/** The weight decay of one parameter: `weightDecay`, or 0 for a parameter of one axis unless `decayBiases`. `decays` of the
 *  context decides for a parameter on its own. */
export function decayOf(
  w: Tensor,
  { weightDecay = 0, decayBiases = true }: WeightDecay,
  { decays = decayBiases || w.shape.length > 1 }: Pick<UpdateContext, "decays">,
): number {
  return decays ? weightDecay : 0;
}

/** The gradient of the loss plus `weightDecay / 2 |w|^2`: `g + weightDecay w`.
 *  Source: "Deep Learning from Scratch", chapter 6.4.2 */
export function decayed(g: Tensor, w: Tensor, decay: WeightDecay, ctx: UpdateContext): Tensor {
  const factor = decayOf(w, decay, ctx);
  return factor === 0 ? g : adjustGradient(g, w, { factor: 1, limit: Infinity, decay: factor });
}
