import { adjustGradient, type Tensor } from "@retrograd/core";

/** How parameters decay; not at all unless told. */
export interface WeightDecay {
  readonly weightDecay?: number;
  /** False leaves parameters of one axis, such as biases, as they are. */
  readonly decayBiases?: boolean;
}

/** The decay of a parameter: `weightDecay`, or 0 for one that is left as it is. */
export function decayOf(w: Tensor, { weightDecay = 0, decayBiases = true }: WeightDecay): number {
  return decayBiases || w.shape.length > 1 ? weightDecay : 0;
}

/** The gradient of the loss with `weightDecay / 2 |w|^2` added to it: `g + weightDecay w`.
 *  Source: "Deep Learning from Scratch", chapter 6.4.2 */
export function decayed(g: Tensor, w: Tensor, options: WeightDecay): Tensor {
  const decay = decayOf(w, options);
  return decay === 0 ? g : adjustGradient(g, w, { factor: 1, limit: Infinity, decay });
}
