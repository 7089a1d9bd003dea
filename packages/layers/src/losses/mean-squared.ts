import { scale, sizeOf, square, subtract } from "@retrograd/core";
import { noOptions } from "@retrograd/layer-options";
import { defineLoss } from "@retrograd/plugin";
import { meanOfValues } from "./mean-of-values.js";

/** Mean squared error, for regression: `loss = 1/n sum of (x - t)^2` over all n numbers of the batch that count, which padded
 *  steps do not.
 *  x, t: [batch, ...] -> the prediction is x itself; the unit is that of t, squared
 *  backward: dx = 2 (x - t) / n
 *  The mean is over all numbers, as in PyTorch and Keras; IdentityWithLoss has half of the sum of a sample.
 *  Source: A.-M. Legendre, "Nouvelles méthodes pour la détermination des orbites des comètes", 1805 */
export const meanSquared = defineLoss({
  type: "MeanSquared",
  aliases: ["MSE", "MSELoss", "MeanSquaredError"],
  summary: "Mean squared error over all numbers, for regression.",
  options: noOptions,
  graphExample: { input: [2], x: [1, 2, 3, 5], t: [0, 2, 5, 4] },
  create: (_options, inShape, ctx) =>
    meanOfValues("MeanSquared", inShape, ctx, {
      each(x, t) {
        const error = subtract(x, t);
        return { losses: square(error), slopes: () => scale(error, 2) };
      },
      graph: ({ x, t }) => ({
        loss: x.subtract(t).square().sum().divide(sizeOf(x.shape)),
        y: x,
        gradients: { x: x.subtract(t).multiply(2).divide(sizeOf(x.shape)) },
      }),
    }),
});
