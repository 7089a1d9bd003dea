import { entry, positiveInteger } from "@retrograd/layer-options";
import type { Entry } from "@retrograd/plugin";
import { z } from "zod";

/** The options that all recurrent layers have. */
export interface RecurrentOptions {
  /** Numbers in the hidden state, and in each output. */
  readonly units: number;
  /** Whether the output has every step's hidden state. Default: that of the last step. */
  readonly sequences: boolean;
  /** Whether the steps are read from the last to the first. */
  readonly reverse: boolean;
  /** Whether each row of the batch starts with the state in which the batch before has left it. */
  readonly carry: boolean;
  /** Initializer of Wx. */
  readonly init: Entry;
  /** Initializer of Wh. */
  readonly recurrentInit: Entry;
}

/** The schemas of those options, for `z.strictObject({ ...recurrentOptions })`. */
export const recurrentOptions = {
  units: positiveInteger.describe("Numbers in the hidden state, and in each output."),
  sequences: z
    .boolean()
    .default(false)
    .describe("true: the hidden states of all steps. false: that of the last step."),
  reverse: z
    .boolean()
    .default(false)
    .describe("true: read the steps from the last to the first; outputs keep the order of the inputs."),
  carry: z
    .boolean()
    .default(false)
    .describe(
      "true: each row starts with the state that the row has after the batch before; needs `sampling: streams`.",
    ),
  init: entry
    .default("Xavier")
    .describe("Initializer of Wx, for each gate: a name, or a name with its options."),
  recurrentInit: entry
    .default("Xavier")
    .describe("Initializer of Wh, for each gate: a name, or a name with its options."),
};

/** Aliases of those options. */
export const recurrentAliases = {
  units: ["hidden_size", "hidden", "size", "hidden_dim", "n_hidden"],
  sequences: ["return_sequences", "returnSequences"],
  reverse: ["go_backwards", "backwards"],
  carry: ["stateful", "carry_state"],
  init: ["kernel_initializer", "weight_init", "initializer"],
  recurrentInit: ["recurrent_initializer", "recurrent_init"],
};

/** The options that name an initializer. */
export const recurrentReferences = { init: "initializers", recurrentInit: "initializers" } as const;
