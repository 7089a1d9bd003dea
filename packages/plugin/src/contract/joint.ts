import type { Shape, Tensor } from "@retrograd/core";
import type { Definition } from "./definition.js";
import type { BuildContext, Forward, ForwardContext, Layer, Params } from "./layer.js";

/** Output of a joint, and its backward function. */
export interface JointForward<P extends Params = Params> extends Omit<Forward<P>, "backward"> {
  /** Gradients of a scalar with respect to each input and each parameter, from dy: [batch, ...outShape]. A pure function: it
   *  may be called any number of times. It may omit a gradient of `dxs` when `needsInputGradient` is false.
   *  dxs: one for each input, in order, [batch, ...inShapes[k]] */
  backward(dy: Tensor): { readonly dxs: readonly (Tensor | undefined)[]; readonly grads: P };
}

/** A layer of several inputs: Add, Concat, Multiply. */
export interface Joint<P extends Params = Params> extends Omit<Layer<P>, "forward" | "branches" | "takes"> {
  /** Shapes of the inputs in order, without the batch axis. */
  readonly inShapes: readonly Shape[];
  /** Index of the input whose padded steps `ctx.mask` has, for a joint that reads one input and writes the steps of the first,
   *  such as attention to another sequence: its output then has the mask of the first. Default: all inputs and the output have
   *  the same steps. */
  readonly maskedInput?: number;
  /** xs: one for each input, [batch, ...inShapes[k]] -> y: [batch, ...outShape] */
  join(params: P, xs: readonly Tensor[], ctx: ForwardContext): JointForward<P>;
}

/** A use of a joint that must work. `retrograd plugins check` proves each example. */
export interface JointExample {
  /** Options as an experiment writes them. Default: {}. */
  readonly options?: unknown;
  /** Shapes of the inputs, without the batch axis. */
  readonly inputs: readonly Shape[];
  /** Expected shape of the output, without the batch axis. Default: not checked. */
  readonly output?: Shape;
}

/** What a package registers to add a layer of several inputs. */
export interface JointDefinition<Options = unknown> extends Definition<Options> {
  /** The uses to prove. Default: two and three inputs of common shapes with default options. */
  readonly examples?: readonly JointExample[];
  /** Builds the joint for inputs of `inShapes`, two or more, which exclude the batch axis.
   *  @throws RetrogradError E_SHAPE when the joint does not accept them */
  createJoint(options: Options, inShapes: readonly Shape[], ctx: BuildContext): Joint;
}
