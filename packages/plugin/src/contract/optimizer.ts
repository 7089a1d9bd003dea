import type { Tensor } from "@retrograd/core";
import type { Definition } from "./definition.js";

/** Number of the step and its learning rate. */
export interface UpdateContext {
  /** The learning rate of this step: the optimizer's own, or what its schedule returns. */
  readonly lr: number;
  /** The step, counted from 1. */
  readonly step: number;
  /** Whether weight decay applies to this parameter, if the experiment decides it. Default: as the optimizer's options say. */
  readonly decays?: boolean;
}

/** L2 regularization: adds `weightDecay w` to the gradient of each parameter w. */
export interface WeightDecay {
  /** Default: 0. */
  readonly weightDecay?: number;
  /** Whether it applies to parameters of one axis, such as biases. Default: true. */
  readonly decayBiases?: boolean;
}

/** How an optimizer updates a parameter. */
export interface UpdateRule<Slot extends string = string> {
  /** The learning rate before any schedule. */
  readonly lr: number;
  /** Weight decay that is added to the gradient before `update`. Default: none. */
  readonly decay?: WeightDecay;
  /** Writes the new parameter into `w` and the new state into `slots`, in place. w, g, slots: one shape */
  update(w: Tensor, g: Tensor, slots: Readonly<Record<Slot, Tensor>>, ctx: UpdateContext): void;
}

/** Turns gradients into better parameters. The only writer of parameters. It is stateless: training keeps its state in
 *  slots, tensors of the parameter's shape, and a checkpoint stores them. */
export interface Optimizer<Slot extends string = string> extends UpdateRule<Slot> {
  readonly type: string;
  /** The initial value of each slot of a parameter by name: `{ m: 0, v: 0 }`; {} for SGD. */
  readonly slots: Readonly<Record<Slot, number>>;
}

/** What a package registers to add an optimizer. */
export interface OptimizerDefinition<Options = unknown, Slot extends string = string>
  extends Definition<Options>,
    Pick<Optimizer<Slot>, "slots"> {
  create(options: Options): UpdateRule<Slot>;
}
