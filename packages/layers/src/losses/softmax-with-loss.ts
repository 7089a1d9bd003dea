import {
  defined,
  formatShape,
  RetrogradError,
  reshape,
  type Shape,
  sameShape,
  sizeOf,
  softmax,
  type Tensor,
  tensor,
  zeros,
} from "@retrograd/core";
import { nonNegative } from "@retrograd/layer-options";
import {
  type BuildContext,
  defineLoss,
  type Loss,
  type LossGraph,
  type LossLeaves,
  lossValue,
} from "@retrograd/plugin";
import { z } from "zod";
import {
  focalMean,
  maskOfRows,
  meanOfSoftTargets,
  meanOverRows,
  meanOverWeights,
} from "./cross-entropies.js";

/** Options of SoftmaxWithLoss. */
interface SoftmaxWithLossOptions {
  /** The share of each target that is spread evenly over all classes, from 0 to 1. Default: 0. */
  readonly smoothing?: number | undefined;
  /** What each class counts, by index. Default: every class counts 1. */
  readonly weights?: readonly number[] | undefined;
  /** The class index of targets that do not count. Default: all targets count. */
  readonly ignore?: number | undefined;
  /** The power of 1 - y by which each term is multiplied. Default: 0, plain cross entropy. */
  readonly focal?: number | undefined;
}

const fraction = "must be a number from 0 to 1";

/** Softmax over the last axis with cross entropy, in nats: `loss = -1/weight sum over targets and classes of
 *  w_j t'_j log y_j`, y = softmax(x), t' = (1 - smoothing) t + smoothing / classes. The mean is over the targets: weight is their
 *  number, or the sum of the weights w of their classes; targets that equal `ignore`, and padded steps, count 0. Where no
 *  target counts, loss and gradient are 0. With `focal` each term is multiplied by (1 - y_j)^focal.
 *  x: [batch, ..., classes] logits, t: [batch, ...] class indices or [batch, ..., classes] weights (one-hot or soft)
 *  backward: dx = (sum(t') y - t') / weight, which is (y - t) / batch without options for targets that sum to 1
 *  Source: "Deep Learning from Scratch", chapter 5.6.3; the options are those of PyTorch's CrossEntropyLoss,
 *  and focal that of T.-Y. Lin et al., "Focal Loss for Dense Object Detection", 2017 */
export const softmaxWithLoss = defineLoss({
  type: "SoftmaxWithLoss",
  aliases: [
    "CrossEntropy",
    "CrossEntropyLoss",
    "CategoricalCrossentropy",
    "SparseCategoricalCrossentropy",
    "SoftmaxCrossEntropy",
    "NLLLoss",
    "LogSoftmax",
    "TimeSoftmaxWithLoss",
    ...["Focal", "FocalLoss", "CategoricalFocalCrossentropy"].map((name) => ({
      name,
      caveat: "write { SoftmaxWithLoss: { focal: 2 } }",
    })),
  ],
  optionAliases: {
    smoothing: ["label_smoothing"],
    weights: ["weight", "class_weight"],
    ignore: ["ignore_index", "ignore_class", "ignore_label"],
    focal: ["gamma"],
  },
  summary: "Softmax with mean cross entropy, in nats.",
  options: z.strictObject({
    smoothing: z
      .number(fraction)
      .min(0, fraction)
      .max(1, fraction)
      .optional()
      .describe("The share of each target that is spread evenly over all classes. Default: 0."),
    weights: z
      .array(nonNegative, "must be a list of numbers >= 0, one per class")
      .optional()
      .describe("What each class counts, by index. Default: every class counts 1."),
    ignore: z
      .int("must be a whole number")
      .optional()
      .describe("The class index of targets that do not count, such as padding."),
    focal: nonNegative
      .optional()
      .describe(
        "Each term counts (1 - probability)^focal, so that what is learned already counts less: 2 in the paper. Default: 0.",
      ),
  }),
  examples: [
    { input: [4] },
    { input: [3, 4] },
    { options: { smoothing: 0.1, weights: [1, 0.5, 2], ignore: -1 }, input: [3] },
    { options: { ignore: 0 }, input: [2, 3] },
    { input: [2, 3, 4] },
    { options: { focal: 2, smoothing: 0.1, weights: [1, 0.5, 2], ignore: -1 }, input: [3] },
    { options: { focal: 0.5 }, input: [2, 3] },
  ],
  // the scores of "Deep Learning from Scratch", chapter 3.5, of a sample of the second class
  graphExample: { input: [3], x: [0.3, 2.9, 4], t: [0, 1, 0] },
  create: createSoftmaxWithLoss,
});

function createSoftmaxWithLoss(options: SoftmaxWithLossOptions, inShape: Shape, ctx: BuildContext): Loss {
  const classes = classesOf(inShape, options);
  const { smoothing = 0, ignore, focal = 0 } = options;
  const weights = options.weights && tensor(options.weights, [classes], ctx);
  const shape = inShape.slice(0, -1);
  const hasOptions = smoothing > 0 || weights !== undefined || ignore !== undefined || focal > 0;
  const rowsOf = (x: Tensor) => reshape(x, [x.size / classes, classes]);
  const loss: Loss = {
    type: "SoftmaxWithLoss",
    outShape: inShape,
    targets:
      shape.length === 0 && ignore === undefined
        ? "classes"
        : { kind: "classes", shape, classes, ...defined({ ignore }) },
    // without an axis of steps, the classes would be steps
    ...(shape.length > 0 ? { mask: "reads" } : {}),
    forward(x, t, ctx) {
      const mask = ctx?.mask;
      const isPlain = !hasOptions && mask === undefined;
      const targets = isPlain && shape.length === 0 ? t : flatTargets(x, t, classes);
      const how = { smoothing, weights, ignore, mask: mask && maskOfRows(mask, targets.shape[0] ?? 0) };
      const ofRows = isPlain
        ? meanOverRows
        : focal > 0
          ? focalMean(focal, how)
          : targets.shape.length === 1
            ? meanOverWeights(how)
            : meanOfSoftTargets(how);
      const { loss, weight, y, gradient } = ofRows(rowsOf(x), targets);
      return {
        loss: weight === 0 ? 0 : loss,
        ...(isPlain && shape.length === 0 ? {} : { weight }),
        y: reshape(y, x.shape),
        backward: (dloss = 1) => ({
          dx: weight === 0 ? zeros(x.shape, x) : reshape(gradient(dloss), x.shape),
        }),
      };
    },
    predict: (x) => reshape(softmax(rowsOf(x)), x.shape),
    exampleTargets(batch, rng) {
      const drawn = Float64Array.from(rng.integers(classes, sizeOf([batch, ...shape])));
      // the first counts, since a mean of none has no gradient to check
      const classAfter = (k: number) => ((drawn[0] ?? 0) + k) % classes;
      const counts = (k: number) => classAfter(k) !== ignore && options.weights?.[classAfter(k)] !== 0;
      drawn[0] = classAfter(Math.max(0, Array.from({ length: classes }, (_, k) => k).findIndex(counts)));
      // a quarter of the others is ignored
      if (ignore !== undefined)
        for (let i = 1; i < drawn.length; i++) if (rng.uniform() < 0.25) drawn[i] = ignore;
      return tensor(drawn, [batch, ...shape], ctx);
    },
    ...(hasOptions ? {} : { graph }),
  };
  if (focal === 0) return loss;
  // chance, which is not ln(classes) here
  const ofNothing = (t: Tensor) => lossValue(loss.forward(zeros([t.shape[0] ?? 0, ...inShape], ctx), t).loss);
  return { ...loss, ofNothing };
}

/** The graph without options. */
function graph({ x, t, batch }: LossLeaves): LossGraph {
  const axis = x.shape.length - 1;
  const steps = sizeOf(x.shape.slice(1, -1));
  const count = axis === 1 ? batch : batch.multiply(steps);
  const e = x.subtract(x.max(axis, { keep: true })).exp();
  const y = e.divide(e.sum(axis, { keep: true }));
  const loss = t.multiply(y.log()).sum().multiply(-1).divide(count);
  return { loss, y, gradients: { x: y.subtract(t).divide(count) } };
}

/** Number of classes, checked against the options. */
function classesOf(inShape: Shape, { weights }: SoftmaxWithLossOptions): number {
  const classes = inShape.at(-1);
  if (classes === undefined) {
    throw new RetrogradError(
      "E_SHAPE",
      `SoftmaxWithLoss needs an axis of classes, got ${formatShape(inShape)}; put an Affine before it`,
    );
  }
  if (weights !== undefined && weights.length !== classes) {
    throw new RetrogradError(
      "E_OPTION",
      `"weights" must have one number for each of the ${classes} classes, got ${weights.length}`,
    );
  }
  return classes;
}

/** Targets with one row per prediction. x: [batch, ..., classes], t: [batch, ...] or [batch, ..., classes]
 *  -> [rows] or [rows, classes] */
function flatTargets(x: Tensor, t: Tensor, classes: number): Tensor {
  if (sameShape(t.shape, x.shape)) return reshape(t, [t.size / classes, classes]);
  const expected = x.shape.slice(0, -1);
  if (sameShape(t.shape, expected)) return reshape(t, [t.size]);
  throw new RetrogradError(
    "E_SHAPE",
    `x ${formatShape(x.shape)} needs t ${formatShape(expected)} (class indices) or ${formatShape(x.shape)} (weights), got ${formatShape(t.shape)}`,
  );
}
