import { RetrogradError } from "@retrograd/core";
import { entry, positiveInteger } from "@retrograd/layer-options";
import type { Entry } from "@retrograd/plugin";

/** Options that all attention has. */
export interface AttentionOptions {
  /** Number of heads: it divides the length of a step. */
  readonly heads: number;
  /** Initializer of the matrices. */
  readonly init: Entry;
}

/** The schema of these options. */
export const attentionOptions = {
  heads: positiveInteger.describe("Number of heads: it divides the length of a step."),
  init: entry
    .default("Xavier")
    .describe("Initializer of the matrices: a name, or a name with its options. Biases begin at 0."),
};

/** Aliases of these options. */
export const attentionAliases = {
  heads: ["num_heads", "nhead", "n_head"],
  init: ["kernel_initializer", "initializer"],
};

/** Checks that the heads divide the length of a step.
 *  @throws RetrogradError E_SHAPE */
export function checkHeads(heads: number, width: number): void {
  if (width % heads === 0) return;
  throw new RetrogradError(
    "E_SHAPE",
    `its ${heads} heads must divide the length of a step, ${width}: set heads to a divisor of ${width}`,
  );
}
