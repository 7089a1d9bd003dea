import { formatShape, RetrogradError, type Shape } from "@retrograd/core";
import { probability } from "@retrograd/layer-options";
import { defineLayer, type Layer } from "@retrograd/plugin";
import { z } from "zod";
import { dropParts } from "./drop-parts.js";

/** Drops each channel of a sample with the probability `rate` in training, all of its positions: neighbours in an image are
 *  too similar to drop them apart. `y = m x`, with m = 1 / (1 - rate) or 0 for each channel. In evaluation y = x.
 *  x: [batch, channels, ...] -> y: the same shape
 *  backward: dx = m dy
 *  Source: J. Tompson et al., "Efficient Object Localization Using Convolutional Networks", 2014, section 3.2; PyTorch's
 *  Dropout2d */
export const dropout2D = defineLayer({
  type: "Dropout2D",
  aliases: ["SpatialDropout2D", "SpatialDropout", "ChannelDropout"],
  optionAliases: { rate: ["p", "dropout_ratio", "ratio", "prob"] },
  summary: "Drops whole channels of a sample with a probability in training.",
  options: z.strictObject({
    rate: probability.default(0.5).describe("The probability that a channel is dropped."),
  }),
  mainOption: "rate",
  examples: [{ input: [3, 2, 2] }, { options: { rate: 0.2 }, input: [4, 3] }],
  create: ({ rate }, inShape) => createDropout2D(rate, inShape),
});

function createDropout2D(rate: number, inShape: Shape): Layer {
  if (inShape.length < 2)
    throw new RetrogradError(
      "E_SHAPE",
      `Dropout2D needs an axis of channels and axes of positions, got ${formatShape(inShape)}; Dropout takes any shape`,
    );
  return {
    type: "Dropout2D",
    outShape: inShape,
    paramShapes: {},
    mask: "keeps",
    init: () => ({}),
    forward(_params, x, { mode, rng }) {
      if (mode === "eval" || rate === 0) return { y: x, backward: (dy) => ({ dx: dy, grads: {} }) };
      const drop = dropParts(x, 2, rate, rng);
      return { y: drop(x), backward: (dy) => ({ dx: drop(dy), grads: {} }) };
    },
  };
}
