import type { Rng, Shape } from "@retrograd/core";
import type { Definition } from "./definition.js";

/** Number of inputs and outputs that a parameter connects. Xavier and He scale by them. */
export interface Fan {
  readonly in: number;
  readonly out: number;
}

/** Draws the initial values of a parameter of `size` elements, row-major. shape: that of the parameter, which some need, such as
 *  Orthogonal; default: none, and those refuse to draw */
export type Initializer = (size: number, fan: Fan, rng: Rng, shape?: Shape) => Float64Array;

/** What a package registers to add an initializer. */
export interface InitializerDefinition<Options = unknown> extends Definition<Options> {
  create(options: Options): Initializer;
}
