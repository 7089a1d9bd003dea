import {
  formatShape,
  RetrogradError,
  type Shape,
  scale,
  sizeOf,
  square,
  subtract,
  sum,
  tensor,
} from "@retrograd/core";
import { noOptions } from "@retrograd/layer-options";
import { type BuildContext, defineLoss, type Loss } from "@retrograd/plugin";
import { counted } from "./counted.js";

/** Identity with half the sum of squares, for regression: `loss = 1/(2 batch) sum of (x - t)^2`.
 *  The errors of padded steps are 0.
 *  x: [batch, ...], t: the same shape -> the prediction is x itself; the unit is that of t, squared
 *  backward: dx = (x - t) / batch, prediction minus target, as with softmax
 *  Source: "Deep Learning from Scratch", chapter 5.6.3 */
export const identityWithLoss = defineLoss({
  type: "IdentityWithLoss",
  aliases: ["SquaredError", "L2Loss"],
  summary: "Identity with half the sum of squared errors, mean over the batch, for regression.",
  options: noOptions,
  graphExample: { input: [2], x: [1, 2, 3, 5], t: [0, 2, 5, 4] },
  create: createIdentityWithLoss,
});

function createIdentityWithLoss(_options: unknown, inShape: Shape, ctx: BuildContext): Loss {
  return {
    type: "IdentityWithLoss",
    outShape: inShape,
    targets: "values",
    mask: "reads",
    forward(x, t, ctx) {
      const batch = x.shape[0] ?? 0;
      if (batch === 0)
        throw new RetrogradError("E_SHAPE", `IdentityWithLoss: x ${formatShape(x.shape)} is empty`);
      const error = counted(subtract(x, t), ctx?.mask);
      return {
        loss: sum(square(error)) / (2 * batch),
        y: x,
        backward: (dloss = 1) => ({ dx: scale(error, dloss / batch) }),
      };
    },
    predict: (x) => x,
    exampleTargets(batch, rng) {
      const shape = [batch, ...inShape];
      return tensor(Float64Array.from({ length: sizeOf(shape) }, rng.normal), shape, ctx);
    },
    graph: ({ x, t, batch }) => ({
      loss: x.subtract(t).square().sum().divide(2).divide(batch),
      y: x,
      gradients: { x: x.subtract(t).divide(batch) },
    }),
  };
}
