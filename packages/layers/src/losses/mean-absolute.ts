import { abs, sign, sizeOf, subtract } from "@retrograd/core";
import { noOptions } from "@retrograd/layer-options";
import { defineLoss } from "@retrograd/plugin";
import { meanOfValues } from "./mean-of-values.js";

/** Mean absolute error, for regression with outliers: `loss = 1/n sum of |x - t|` over all n numbers of the batch that count,
 *  which padded steps do not.
 *  x, t: [batch, ...] -> the prediction is x itself; the unit is that of t
 *  backward: dx = sign(x - t) / n, 0 where both are equal
 *  Source: P.-S. Laplace, "Théorie analytique des probabilités", 1812; PyTorch's L1Loss */
export const meanAbsolute = defineLoss({
  type: "MeanAbsolute",
  aliases: ["MAE", "L1Loss", "MeanAbsoluteError"],
  summary: "Mean absolute error over all numbers, for regression with outliers.",
  options: noOptions,
  graphExample: { input: [2], x: [1, 2, 3, 5], t: [0, 2.5, 5, 4] },
  create: (_options, inShape, ctx) =>
    meanOfValues("MeanAbsolute", inShape, ctx, {
      each(x, t) {
        const error = subtract(x, t);
        return { losses: abs(error), slopes: () => sign(error) };
      },
      graph({ x, t }) {
        const error = x.subtract(t);
        return { loss: error.maximum(error.multiply(-1)).sum().divide(sizeOf(x.shape)), y: x };
      },
    }),
});
