import { tensor } from "@retrograd/core";
import { defineLoss, definePlugin } from "@retrograd/plugin";
import { z } from "zod";

/** Mean squared error over the targets without padding, each class of row with a weight of its own:
 *  `loss = sum of w (x - t)^2 / sum of w`, w = 0 where t is NaN and otherwise 1 + |t|. One of the two returns no weight.
 *  x, t: [batch, steps] */
export const paddedLoss = definePlugin({
  name: "padded",
  losses: [true, false].map((declares) =>
    defineLoss({
      type: declares ? "PaddedWithLoss" : "PaddedWithoutWeight",
      summary: "Mean squared error over the targets without padding.",
      options: z.strictObject({}),
      create: (_options, inShape, ctx) => ({
        type: "PaddedWithLoss",
        outShape: inShape,
        targets: "values" as const,
        forward(x, t) {
          const [xs, ts] = [[...x.data], [...t.data]];
          const weights = ts.map((value) => (Number.isNaN(value) ? 0 : 1 + Math.abs(value)));
          const weight = weights.reduce((total, one) => total + one, 0);
          const errors = xs.map((value, i) => (weights[i] === 0 ? 0 : value - (ts[i] ?? 0)));
          const total = errors.reduce((all, error, i) => all + (weights[i] ?? 0) * error ** 2, 0);
          return {
            loss: total / weight,
            ...(declares ? { weight } : {}),
            y: x,
            backward: (dloss = 1) => ({
              dx: tensor(
                errors.map((error, i) => (2 * dloss * (weights[i] ?? 0) * error) / weight),
                x.shape,
                x,
              ),
            }),
          };
        },
        predict: (x) => x,
        exampleTargets: (batch, rng) =>
          tensor(
            Float64Array.from({ length: batch * (inShape[0] ?? 1) }, rng.normal),
            [batch, ...inShape],
            ctx,
          ),
      }),
    }),
  ),
});
