import {
  type Shape,
  scale,
  sigmoid,
  sigmoidCrossEntropy,
  sigmoidCrossEntropyGradient,
  sizeOf,
  type Tensor,
  tensor,
  where,
  zeros,
} from "@retrograd/core";
import { type BuildContext, constant, defineLoss, type Loss } from "@retrograd/plugin";
import { z } from "zod";
import { counted, countOf, ones } from "./counted.js";

// sigmoid and its cross entropy with a target of 0 are exactly 0 here
const farBelow = -1000;

/** Sigmoid with cross entropy, in nats, for answers of yes or no: `loss = -1/n sum of p t ln y + (1 - t) ln(1 - y)`,
 *  y = 1 / (1 + e^-x), over all n numbers of the batch that count, which padded steps do not. p, `positive`, is what a target of 1
 *  counts. Exact for logits of any size.
 *  x: [batch, ...] logits, t: the same shape, from 0 to 1 -> the prediction is y, the probabilities
 *  backward: dx = ((1 - t) y - p t (1 - y)) / n, which is (y - t) / n for p = 1
 *  Source: "Deep Learning from Scratch" 2, chapter 4.2.4; the mean and `positive` are those of PyTorch's BCEWithLogitsLoss */
export const sigmoidWithLoss = defineLoss({
  type: "SigmoidWithLoss",
  aliases: [
    "BCEWithLogits",
    "BCEWithLogitsLoss",
    "BinaryCrossentropy",
    "SigmoidCrossEntropy",
    ...["BCE", "BCELoss"].map((name) => ({
      name,
      caveat: "SigmoidWithLoss contains the Sigmoid: leave out the layer before it",
    })),
  ],
  optionAliases: { positive: ["pos_weight", "positive_weight"] },
  summary: "Sigmoid with mean binary cross entropy, in nats, for answers of yes or no.",
  options: z.strictObject({
    positive: z
      .number("must be a number > 0")
      .positive("must be a number > 0")
      .default(1)
      .describe("What a target of 1 counts, such as negatives / positives where positives are rare."),
  }),
  mainOption: "positive",
  examples: [{ input: [1] }, { options: { positive: 3 }, input: [4] }, { input: [2, 3] }],
  graphExample: { input: [2], x: [1, -1, 2, 0], t: [1, 0, 0, 1] },
  create: ({ positive }, inShape, ctx) => createSigmoidWithLoss(positive, inShape, ctx),
});

function createSigmoidWithLoss(positive: number, inShape: Shape, on: BuildContext): Loss {
  return {
    type: "SigmoidWithLoss",
    outShape: inShape,
    targets: "values",
    mask: "reads",
    forward(x, t, ctx) {
      const mask = ctx?.mask;
      const weight = countOf("SigmoidWithLoss", x, mask);
      const counts = mask && counted(ones(x), mask);
      const only = (values: Tensor, other: number) =>
        counts === undefined ? values : where(counts, values, scale(ones(x), other));
      const targets = only(t, 0);
      const { total, y } = sigmoidCrossEntropy(only(x, farBelow), targets, { positive });
      return {
        loss: weight === 0 ? 0 : total / weight,
        weight,
        y: counts === undefined ? y : sigmoid(x),
        backward: (dloss = 1) => ({
          dx:
            weight === 0
              ? zeros(x.shape, x)
              : sigmoidCrossEntropyGradient(y, targets, { positive, factor: dloss / weight }),
        }),
      };
    },
    predict: sigmoid,
    // yes, no, and what is between them
    exampleTargets(batch, rng) {
      const shape = [batch, ...inShape];
      const draw = () => Math.min(1, Math.max(0, 2 * rng.uniform() - 0.5));
      return tensor(Float64Array.from({ length: sizeOf(shape) }, draw), shape, on);
    },
    graph({ x, t }) {
      const [y, not] = [x.multiply(-1).exp().add(1).reciprocal(), constant(1).subtract(t)];
      const rest = constant(1).subtract(y);
      const yes = positive === 1 ? t : t.multiply(positive);
      const sum = yes.multiply(y.log()).add(not.multiply(rest.log())).sum();
      const slope = positive === 1 ? y.subtract(t) : not.multiply(y).subtract(yes.multiply(rest));
      const count = sizeOf(x.shape);
      return { loss: sum.multiply(-1).divide(count), y, gradients: { x: slope.divide(count) } };
    },
  };
}
