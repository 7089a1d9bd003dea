import type { Rng, Tensor } from "@retrograd/core";
import type { ForwardContext } from "@retrograd/plugin";

/** The context that a layer's forward receives. A class rather than an object with a getter: V8 keeps what such a getter
 *  refers to until the next full collection, which was a fifth of the garbage of a training step. */
export class LayerContext implements ForwardContext {
  readonly mode: "train" | "eval";
  readonly needsInputGradient: boolean;
  readonly needsParamGradients: boolean;
  readonly mask: Tensor | undefined;
  readonly #draw: () => Rng;
  #rng: Rng | undefined;

  constructor(
    { mode, needsInputGradient, needsParamGradients = true, mask }: Omit<ForwardContext, "rng">,
    draw: () => Rng,
  ) {
    this.mode = mode;
    this.needsInputGradient = needsInputGradient;
    this.needsParamGradients = needsParamGradients;
    this.mask = mask;
    this.#draw = draw;
  }

  /** Created on first access, since most layers draw nothing; later accesses continue the same stream. */
  get rng(): Rng {
    this.#rng ??= this.#draw();
    return this.#rng;
  }
}
