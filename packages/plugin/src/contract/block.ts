import type { Definition, Entry } from "./definition.js";

/** What a package registers to add a block: a name for several entries of `model.layers`. */
export interface BlockDefinition<Options = unknown> extends Definition<Options> {
  /** The entries that the block stands for, in order, as an experiment writes them. They can contain `repeat`, `residual`,
   *  `branches` and other blocks. The same options always give the same entries. */
  expand(options: Options): readonly Entry[];
}
