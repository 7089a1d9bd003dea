import { addRow, reshape, type Shape, sumRows, type Tensor, tensor } from "@retrograd/core";
import { entry } from "@retrograd/layer-options";
import { type BuildContext, defineLayer, type Entry, type Layer } from "@retrograd/plugin";
import { z } from "zod";
import { stepsOf } from "./steps.js";

/** Options of LearnedPositions. */
export interface LearnedPositionsOptions {
  /** Initializer of P. */
  readonly init: Entry;
}

/** Parameters of LearnedPositions: P [time, size]. */
export type LearnedPositionsParams = { readonly P: Tensor };

/** Adds a learned vector for each position: `y[t] = x[t] + P[t]`.
 *  x: [batch, time, size], P: [time, size] -> y: [batch, time, size]
 *  backward: dx = dy, dP = sum of dy over the batch
 *  P begins as normal numbers with a standard deviation of 0.02, as in GPT-2
 *  Source: arXiv:1705.03122, section 3.1 */
export const learnedPositions = defineLayer({
  type: "LearnedPositions",
  aliases: ["PositionEmbedding", "PositionalEmbedding", "LearnedPositionalEmbedding"],
  optionAliases: { init: ["initializer"] },
  summary: "Adds a learned vector for each position.",
  options: z.strictObject({
    init: entry
      .default({ Normal: { std: 0.02 } })
      .describe("Initializer of P: a name, or a name with its options."),
  }),
  references: { init: "initializers" },
  examples: [{ input: [4, 3] }, { input: [2, 5], options: { init: "Xavier" } }],
  create: createLearnedPositions,
});

function createLearnedPositions(
  { init }: LearnedPositionsOptions,
  inShape: Shape,
  ctx: BuildContext,
): Layer<LearnedPositionsParams> {
  const { time, size } = stepsOf(inShape);
  const initialize = ctx.initializer(init);
  return {
    type: "LearnedPositions",
    outShape: inShape,
    paramShapes: { P: inShape },
    mask: "keeps",
    init: (rng) => ({ P: tensor(initialize(time * size, { in: time, out: size }, rng), inShape, ctx) }),
    forward({ P }, x, { needsParamGradients = true }) {
      const rows = reshape(x, [x.shape[0] ?? 0, time * size]);
      return {
        y: reshape(addRow(rows, reshape(P, [time * size])), x.shape),
        backward: (dy) => ({
          dx: dy,
          // a frozen layer has no gradients to return, as the contract allows
          grads: needsParamGradients
            ? { P: reshape(sumRows(reshape(dy, rows.shape)), inShape) }
            : ({} as LearnedPositionsParams),
        }),
      };
    },
    graph: ({ x, P, dy }) => ({ y: x.add(P), gradients: { x: dy, P: dy.sum(0) } }),
  };
}
