import { probability } from "@retrograd/layer-options";
import { defineLayer } from "@retrograd/plugin";
import { z } from "zod";
import { dropParts } from "./drop-parts.js";

/** Drops whole samples with the probability `rate` in training, at the end of a residual path, so that only the way around is
 *  left: `y = m x`, with m = 1 / (1 - rate) or 0 for each sample. In evaluation y = x. Also called stochastic depth.
 *  x: [batch, ...] -> y: the same shape
 *  backward: dx = m dy
 *  Source: G. Huang et al., "Deep Networks with Stochastic Depth", 2016, scaled in training as in torchvision and timm */
export const dropPath = defineLayer({
  type: "DropPath",
  aliases: ["StochasticDepth"],
  optionAliases: { rate: ["p", "drop_prob", "prob"] },
  summary:
    "Drops whole samples with a probability in training: stochastic depth, at the end of a residual path.",
  options: z.strictObject({
    rate: probability.default(0.1).describe("The probability that a sample is dropped."),
  }),
  mainOption: "rate",
  examples: [{ input: [6] }, { options: { rate: 0.2 }, input: [2, 3] }],
  create: ({ rate }, inShape) => ({
    type: "DropPath",
    outShape: inShape,
    paramShapes: {},
    mask: "keeps",
    init: () => ({}),
    forward(_params, x, { mode, rng }) {
      if (mode === "eval" || rate === 0) return { y: x, backward: (dy) => ({ dx: dy, grads: {} }) };
      const drop = dropParts(x, 1, rate, rng);
      return { y: drop(x), backward: (dy) => ({ dx: drop(dy), grads: {} }) };
    },
  }),
});
