import type { Rng, Shape, Tensor } from "@retrograd/core";
import type { Definition } from "./definition.js";
import type { BuildContext, LayerExample } from "./layer.js";

/** Value of a loss, its prediction, and its backward function. */
export interface LossForward {
  /** Mean over the batch; cross entropies in nats. */
  readonly loss: number;
  /** The divisor of the mean: `loss * weight` is a sum over samples. At least 0; a pass with weight 0 does not count,
   *  whatever its `loss`. Default: the number of rows. A loss that averages over something else, such as steps without
   *  padding or the sum of class weights, must return that count; otherwise the loss of a split depends on how its samples
   *  are grouped into passes. */
  readonly weight?: number;
  /** The prediction: probabilities for SoftmaxWithLoss, x itself for IdentityWithLoss. [batch, ...outShape] */
  readonly y: Tensor;
  /** Gradient of `dloss * loss` with respect to x: [batch, ...inShape]. A pure function. Default of dloss: 1. */
  backward(dloss?: number): { readonly dx: Tensor };
}

/** A stateless loss: the last entry of a network. */
export interface Loss {
  readonly type: string;
  /** Shape of a prediction, without the batch axis. */
  readonly outShape: Shape;
  /** Kind of its targets: class indices, or values of the prediction's shape. */
  readonly targets: "classes" | "values";
  /** x: [batch, ...inShape], t: [batch] class indices or [batch, ...outShape]
   *  @throws RetrogradError E_SHAPE or E_TARGET when t does not fit */
  forward(x: Tensor, t: Tensor): LossForward;
  /** The prediction alone. x: [batch, ...inShape] -> [batch, ...outShape] */
  predict(x: Tensor): Tensor;
  /** Valid random targets, so that the gradient check can run any loss without data. */
  exampleTargets(batch: number, rng: Rng): Tensor;
}

/** What a package registers to add a loss. */
export interface LossDefinition<Options = unknown> extends Definition<Options> {
  /** The uses to prove. Default: common shapes with default options. */
  readonly examples?: readonly LayerExample[];
  /** Builds the loss for inputs of `inShape`, which excludes the batch axis.
   *  @throws RetrogradError E_SHAPE when the loss does not accept `inShape` */
  create(options: Options, inShape: Shape, ctx: BuildContext): Loss;
}
