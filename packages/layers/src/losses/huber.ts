import { clip, multiply, scale, sizeOf, subtract } from "@retrograd/core";
import { defineLoss } from "@retrograd/plugin";
import { z } from "zod";
import { meanOfValues } from "./mean-of-values.js";

/** Huber's loss, for regression with outliers: `loss = 1/n sum of h(x - t)` over all n numbers of the batch that count, with
 *  h(e) = e^2 / 2 up to |e| = delta, and delta (|e| - delta / 2) beyond. Padded steps do not count.
 *  x, t: [batch, ...] -> the prediction is x itself; the unit is that of t, squared
 *  backward: dx = min(max(x - t, -delta), delta) / n
 *  Source: P. J. Huber, "Robust Estimation of a Location Parameter", 1964; PyTorch's HuberLoss */
export const huber = defineLoss({
  type: "Huber",
  aliases: [
    "HuberLoss",
    ...["SmoothL1", "SmoothL1Loss"].map((name) => ({
      name,
      caveat: "SmoothL1Loss with a beta is Huber with that delta, divided by beta",
    })),
  ],
  summary: "Half squared errors; large errors count linearly. For regression with outliers.",
  options: z.strictObject({
    delta: z
      .number("must be a number > 0")
      .positive("must be a number > 0")
      .default(1)
      .describe("Size from which errors count linearly, in the unit of the targets."),
  }),
  mainOption: "delta",
  examples: [{ input: [6] }, { options: { delta: 0.5 }, input: [2, 3] }],
  graphExample: { input: [2], x: [1, 2, 3, 5], t: [0.5, 2, 6, 3] },
  create: ({ delta }, inShape, ctx) =>
    meanOfValues("Huber", inShape, ctx, {
      each(x, t) {
        const error = subtract(x, t);
        const cut = clip(error, -delta, delta);
        return { losses: multiply(cut, subtract(error, scale(cut, 0.5))), slopes: () => cut };
      },
      graph({ x, t }) {
        const error = x.subtract(t);
        const cut = error.maximum(-delta).minimum(delta);
        return {
          loss: cut
            .multiply(error.subtract(cut.divide(2)))
            .sum()
            .divide(sizeOf(x.shape)),
          y: x,
          gradients: { x: cut.divide(sizeOf(x.shape)) },
        };
      },
    }),
});
