import type { Rng, Shape, Tensor } from "@retrograd/core";
import type { Definition } from "./definition.js";
import type { GraphExample, LossGraph, LossLeaves } from "./graph.js";
import type { BuildContext, ForwardContext, LayerExample, Params } from "./layer.js";

/** Kind of the targets of a loss, a metric or a data set. */
export type TargetKind = "classes" | "values";

/** What one target of a loss is: class indices, or values. `shape` excludes the batch axis. */
export type TargetSpec =
  | {
      readonly kind: "classes";
      /** [] for one class per sample, [time] for one class per step. A prediction is [batch, ...shape, classes]. */
      readonly shape: Shape;
      readonly classes: number;
      /** The index of targets that do not count, such as padding. The loss and the metrics leave them out. */
      readonly ignore?: number;
    }
  | { readonly kind: "values"; readonly shape: Shape };

/** What a loss can use during a forward pass: what a layer can use, and its parameters. */
export interface LossContext extends ForwardContext {
  /** {} for a loss without parameters. */
  readonly params: Params;
}

/** Value of a loss, its prediction, and its backward function. */
export interface LossForward {
  /** Mean over the batch; cross entropies in nats. A number, or a tensor of shape []: training reads it at the end of the step,
   *  so that an engine on a device need not wait for it earlier. */
  readonly loss: number | Tensor;
  /** The divisor of the mean: `loss * weight` is a sum over samples. At least 0; a pass with weight 0 does not count,
   *  whatever its `loss`. Default: the number of rows. A loss that averages over something else, such as steps without
   *  padding or the sum of class weights, must return that count; otherwise the loss of a split depends on how its samples
   *  are grouped into passes. */
  readonly weight?: number;
  /** The prediction: probabilities for SoftmaxWithLoss, x itself for IdentityWithLoss. [batch, ...outShape] */
  readonly y: Tensor;
  /** Gradients of `dloss * loss` with respect to x, [batch, ...inShape], and to each parameter. A pure function. Default of
   *  dloss: 1; of grads: {}. */
  backward(dloss?: number): { readonly dx: Tensor; readonly grads?: Params };
}

/** A loss as plain functions: the last entry of a network. */
export interface Loss {
  readonly type: string;
  /** Shape of a prediction, without the batch axis. */
  readonly outShape: Shape;
  /** What one target is. "classes": one class index per sample, as many classes as the last axis of a prediction has;
   *  "values": values of the prediction's shape. Use `targetSpec` to read it. */
  readonly targets: TargetKind | TargetSpec;
  /** "reads": the loss leaves out the steps for which `ctx.mask` is 0. Default: it cannot take padded inputs. */
  readonly mask?: "reads";
  /** Shapes of the parameters by name, which are trained and saved like those of a layer. Default: none. */
  readonly paramShapes?: Readonly<Record<string, Shape>>;
  /** Initial parameters, drawn from rng. Required with `paramShapes`. */
  init?(rng: Rng): Params;
  /** Every pass of a network has a `ctx`; a loss that needs none can be called without it.
   *  x: [batch, ...inShape], t: [batch, ...target shape]
   *  @throws RetrogradError E_SHAPE or E_TARGET when t does not fit */
  forward(x: Tensor, t: Tensor, ctx?: LossContext): LossForward;
  /** The prediction alone. x: [batch, ...inShape] -> [batch, ...outShape] */
  predict(x: Tensor, ctx?: LossContext): Tensor;
  /** Valid random targets, so that the gradient check can run any loss without data. */
  exampleTargets(batch: number, rng: Rng): Tensor;
  /** The loss of a prediction that does not depend on the input, such as chance for classes. Preflight checks compare with it.
   *  Default: chance, ln(classes) for classes; the loss of predicting the mean for values. t: targets of a batch */
  ofNothing?(t: Tensor): number;
  /** The loss as an expression over elementary nodes, for drawings and as a second proof. Default: none. */
  graph?(leaves: LossLeaves): LossGraph;
}

/** What a package registers to add a loss. */
export interface LossDefinition<Options = unknown> extends Definition<Options> {
  /** The uses to prove. Default: common shapes with default options. */
  readonly examples?: readonly LayerExample[];
  /** The numbers with which `retrograd explain` draws the graph. Default: small round numbers. */
  readonly graphExample?: GraphExample;
  /** Builds the loss for inputs of `inShape`, which excludes the batch axis.
   *  @throws RetrogradError E_SHAPE when the loss does not accept `inShape` */
  create(options: Options, inShape: Shape, ctx: BuildContext): Loss;
}
