import type { NetworkParams } from "../network.js";
import type { Definition } from "./definition.js";

/** Turns gradients into better parameters. The only writer of parameters. */
export interface Optimizer {
  /** The learning rate of the next update. */
  readonly lr: number;
  /** Writes the updated parameters into `params`, in place. */
  update(params: NetworkParams, grads: NetworkParams): void;
}

/** What a package registers to add an optimizer. */
export interface OptimizerDefinition<Options = unknown> extends Definition<Options> {
  create(options: Options): Optimizer;
}
