import {
  broadcastOthers,
  formatShape,
  log,
  multiply,
  RetrogradError,
  reshape,
  type Shape,
  sizeOf,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
  softmaxLast,
  sum,
  type Tensor,
  tensor,
  where,
  zeros,
} from "@retrograd/core";
import { noOptions } from "@retrograd/layer-options";
import { type BuildContext, defineLoss, type Loss } from "@retrograd/plugin";
import { ones } from "./counted.js";
import { maskOfRows } from "./cross-entropies.js";

/** Softmax over the last axis with the divergence of Kullback and Leibler from the targets, in nats, to learn from another
 *  model's probabilities: `loss = 1/rows sum of t_j (ln t_j - ln y_j)`, y = softmax(x). The mean is over the rows, the distributions
 *  of the batch that count: padded steps do not.
 *  x: [batch, ..., classes] logits, t: the same shape, distributions -> the prediction is y, the probabilities
 *  backward: dx = (sum(t) y - t) / rows, that of SoftmaxWithLoss: the losses differ by the entropy of t
 *  PyTorch's KLDivLoss takes logarithms of probabilities, and has this mean with `reduction="batchmean"`.
 *  Source: S. Kullback, R. Leibler, "On Information and Sufficiency", 1951 */
export const klDivergence = defineLoss({
  type: "KlDivergence",
  aliases: ["KL", "KLD", "KLDiv", "KLDivLoss", "KullbackLeibler"],
  summary: "Softmax with the mean divergence of Kullback and Leibler from target distributions, in nats.",
  options: noOptions,
  examples: [{ input: [4] }, { input: [2, 3] }],
  graphExample: { input: [3], x: [0.3, 2.9, 4], t: [0.2, 0.2, 0.6] },
  create: (_options, inShape, ctx) => createKlDivergence(inShape, ctx),
});

function createKlDivergence(inShape: Shape, on: BuildContext): Loss {
  const classes = inShape.at(-1);
  if (classes === undefined)
    throw new RetrogradError("E_SHAPE", `KlDivergence needs an axis of classes, got ${formatShape(inShape)}`);
  const rowsOf = (x: Tensor) => reshape(x, [x.size / classes, classes]);
  return {
    type: "KlDivergence",
    outShape: inShape,
    targets: "values",
    ...(inShape.length > 1 ? { mask: "reads" } : {}),
    forward(x, t, ctx) {
      const mask = ctx?.mask;
      const rows = x.size / classes;
      const targets =
        mask === undefined ? rowsOf(t) : broadcastOthers(multiply, rowsOf(t), maskOfRows(mask, rows), 1);
      const weight = mask === undefined ? rows : sum(mask) * (rows / mask.size);
      const { loss, y } = softmaxCrossEntropy(rowsOf(x), targets);
      // t ln t is 0 where t is
      const negativeEntropy = sum(multiply(targets, log(where(targets, targets, ones(targets)))));
      return {
        loss: weight === 0 ? 0 : (loss * rows + negativeEntropy) / weight,
        weight,
        y: reshape(y, x.shape),
        backward: (dloss = 1) => ({
          dx:
            weight === 0
              ? zeros(x.shape, x)
              : reshape(softmaxCrossEntropyGradient(y, targets, (dloss * rows) / weight), x.shape),
        }),
      };
    },
    predict: (x) => softmaxLast(x),
    exampleTargets(batch, rng) {
      const all = Array.from({ length: sizeOf([batch, ...inShape]) / classes }, () => {
        // some classes are impossible, but never all
        const shares = Array.from({ length: classes }, (_, j) =>
          j > 0 && rng.uniform() < 0.2 ? 0 : rng.uniform() + 0.1,
        );
        const total = shares.reduce((a, b) => a + b, 0);
        return shares.map((share) => share / total);
      });
      return tensor(all.flat(), [batch, ...inShape], on);
    },
    graph({ x, t }) {
      const axis = inShape.length;
      const e = x.subtract(x.max(axis, { keep: true })).exp();
      const y = e.divide(e.sum(axis, { keep: true }));
      const rows = sizeOf(x.shape) / classes;
      // ln t where t is 0 would be -infinity
      const logs = t.maximum(Number.MIN_VALUE).log();
      const loss = t.multiply(logs.subtract(y.log())).sum().divide(rows);
      return {
        loss,
        y,
        gradients: { x: t.sum(axis, { keep: true }).multiply(y).subtract(t).divide(rows) },
      };
    },
  };
}
