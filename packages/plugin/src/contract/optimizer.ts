import type { Tensor } from "@retrograd/core";
import type { Definition } from "./definition.js";

/** What an update depends on beside its tensors. */
export interface UpdateContext {
  /** The learning rate of this step: the optimizer's own, or what a schedule makes of it. */
  readonly lr: number;
  /** The step, counted from 1. */
  readonly step: number;
}

/** Turns gradients into better parameters. The only writer of parameters.
 *  It has no state of its own: what it remembers of a parameter lies in tensors beside it, its slots, so that whoever holds
 *  parameters and slots can go on from there. */
export interface Optimizer {
  readonly type: string;
  /** The learning rate before any schedule. */
  readonly lr: number;
  /** Tensors of the parameter's shape that are kept beside each parameter: their names, and what they are filled with at
   *  first: `{ m: 0, v: 0 }`; {} for SGD. */
  readonly slots: Readonly<Record<string, number>>;
  /** Writes the updated parameter into `w` and what is to be remembered of it into `slots`, in place. w, g, slots: one shape */
  update(w: Tensor, g: Tensor, slots: Readonly<Record<string, Tensor>>, ctx: UpdateContext): void;
}

/** What a package registers to add an optimizer. */
export interface OptimizerDefinition<Options = unknown> extends Definition<Options> {
  create(options: Options): Optimizer;
}
