import { add, tensor } from "@retrograd/core";
import { nonNegative } from "@retrograd/layer-options";
import { defineLayer } from "@retrograd/plugin";
import { z } from "zod";

/** Adds normal noise in training: `y = x + std n`, with n of mean 0 and standard deviation 1. In evaluation y = x.
 *  x: [batch, ...] -> y: the same shape
 *  backward: dx = dy
 *  Source: C. Bishop, "Training with Noise is Equivalent to Tikhonov Regularization", 1995; Keras's GaussianNoise */
export const gaussianNoise = defineLayer({
  type: "GaussianNoise",
  aliases: [
    { name: "GaussianDropout", caveat: "GaussianNoise adds its noise, and GaussianDropout multiplies by it" },
  ],
  optionAliases: { std: ["stddev", "sigma", "scale"] },
  summary: "Adds normal noise in training.",
  options: z.strictObject({ std: nonNegative.describe("Standard deviation of the noise.") }),
  mainOption: "std",
  examples: [
    { options: { std: 0.1 }, input: [6] },
    { options: { std: 2 }, input: [2, 3] },
  ],
  create: ({ std }, inShape) => ({
    type: "GaussianNoise",
    outShape: inShape,
    paramShapes: {},
    mask: "keeps",
    init: () => ({}),
    forward(_params, x, { mode, rng }) {
      const backward: (dy: typeof x) => { dx: typeof x; grads: Record<never, typeof x> } = (dy) => ({
        dx: dy,
        grads: {},
      });
      if (mode === "eval" || std === 0) return { y: x, backward };
      const noise = Float64Array.from({ length: x.size }, () => std * rng.normal());
      return { y: add(x, tensor(noise, x.shape, x)), backward };
    },
  }),
});
