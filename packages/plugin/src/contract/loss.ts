import type { Rng, Shape, Tensor } from "@retrograd/core";
import type { Definition } from "./definition.js";
import type { BuildContext, LayerExample } from "./layer.js";

/** Value of a loss, what it predicts, and the way back through it. */
export interface LossForward {
  /** Mean over the batch; cross entropies in nats. */
  readonly loss: number;
  /** What the mean was taken over: `loss * weight` is a sum over samples. Default: the number of rows. A loss that counts
   *  something else, such as steps that are no padding or the sum of class weights, returns that count here; otherwise
   *  the loss of a whole split depends on how its samples are grouped into passes. At least 0; at 0 the pass counts for
   *  nothing, whatever `loss` is. */
  readonly weight?: number;
  /** The prediction: probabilities for SoftmaxWithLoss, x itself for IdentityWithLoss. [batch, ...outShape] */
  readonly y: Tensor;
  /** Gradient of `dloss * loss` by x: [batch, ...inShape]. A pure function; dloss is 1 unless told. */
  backward(dloss?: number): { readonly dx: Tensor };
}

/** A stateless loss: the last entry of a network. */
export interface Loss {
  readonly type: string;
  /** Shape of a prediction, without the batch axis. */
  readonly outShape: Shape;
  /** What it learns from: the index of a class, or values of the prediction's shape. */
  readonly targets: "classes" | "values";
  /** x: [batch, ...inShape], t: [batch] class indices or [batch, ...outShape]
   *  @throws RetrogradError E_SHAPE or E_TARGET when t does not fit */
  forward(x: Tensor, t: Tensor): LossForward;
  /** The prediction alone. x: [batch, ...inShape] -> [batch, ...outShape] */
  predict(x: Tensor): Tensor;
  /** Valid targets drawn at random, so that a checker can run any loss without data. */
  exampleTargets(batch: number, rng: Rng): Tensor;
}

/** What a package registers to add a loss. */
export interface LossDefinition<Options = unknown> extends Definition<Options> {
  /** Ways of using the loss by which it is proved; usual shapes with default options if left out. */
  readonly examples?: readonly LayerExample[];
  /** Builds the loss for inputs of `inShape`, which excludes the batch axis.
   *  @throws RetrogradError E_SHAPE when the loss cannot take `inShape` */
  create(options: Options, inShape: Shape, ctx: BuildContext): Loss;
}
