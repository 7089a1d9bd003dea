import { entry, positiveInteger } from "@retrograd/layer-options";
import { defineBlock, type Entry } from "@retrograd/plugin";
import { z } from "zod";
import { gruOptions } from "./gru.js";
import { lstmOptions } from "./lstm.js";
import { rnnOptions } from "./rnn.js";

/** The direction is the block's, and a state carried over minibatches has only one. */
const twice = { reverse: true, carry: true } as const;

const unitsOr = <T extends z.ZodType>(options: T) => z.union([positiveInteger, options]).optional();

const layers = {
  Rnn: unitsOr(rnnOptions.omit(twice)).describe("Its units or options, for two Rnn."),
  Lstm: unitsOr(lstmOptions.omit(twice)).describe("Its units or options, for two Lstm."),
  Gru: unitsOr(gruOptions.omit(twice)).describe("Its units or options, for two Gru."),
};

const oneLayer = 'must name one layer: Rnn, Lstm or Gru, or another as "layer"';

/** A layer that reads its steps forwards, and another that reads them backwards, side by side: as
 *  `branches: { join: Concat, paths: [[{ Lstm: 16 }], [{ Lstm: { units: 16, reverse: true } }]] }`
 *  x: [batch, time, in] -> y: [batch, 2 units], or with `sequences` of the layer [batch, time, 2 units]; with the join Add or
 *  Multiply units in the place of 2 units. Each half is to the bit what the layer gives alone.
 *  Source: M. Schuster, K. K. Paliwal, "Bidirectional Recurrent Neural Networks", 1997 */
export const bidirectional = defineBlock({
  type: "Bidirectional",
  aliases: ["BiLstm", "BiLSTM", "BiGru", "BiGRU", "BiRnn"],
  optionAliases: { join: ["merge_mode", "merge"] },
  summary: "A recurrent layer forwards, and one backwards, side by side.",
  options: z
    .strictObject({
      ...layers,
      layer: entry
        .optional()
        .describe(
          "The layer with its units or options, such as { Lstm: 16 }; any that has the option reverse.",
        ),
      join: entry
        .default("Concat")
        .describe("The layer that joins both outputs: Concat (default), Add or Multiply."),
    })
    .refine((options) => layersOf(options).length === 1, oneLayer),
  expand(options) {
    const [[type, value] = ["Lstm", 1]] = layersOf(options);
    const own = typeof value === "object" && value !== null ? value : { units: value };
    const { join } = options;
    const paths = [false, true].map((reverse) => [{ [type]: { ...own, reverse } }]);
    // the axis 0 of a sample may be its steps
    return [{ branches: { join: join === "Concat" ? { Concat: "last" } : join, paths } }];
  },
});

/** The layers that options name, with their units or options. */
function layersOf({
  layer,
  join: _,
  ...named
}: {
  readonly layer?: Entry | undefined;
  readonly join: Entry;
}) {
  const ofLayer =
    typeof layer === "object" ? Object.entries(layer) : layer === undefined ? [] : [[layer, {}] as const];
  return [...Object.entries(named), ...ofLayer].filter(([, value]) => value !== undefined);
}
