import {
  addScalar,
  broadcastAxis,
  broadcastOthers,
  crossEntropy,
  crossEntropyGradient,
  defined,
  multiply,
  reshape,
  scale,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
  sum,
  type Tensor,
  tensor,
  where,
} from "@retrograd/core";

/** A mean cross entropy of rows. */
interface MeanCrossEntropy {
  readonly loss: number;
  /** The divisor of the mean. Where it is 0, loss and gradient are not numbers. */
  readonly weight: number;
  /** The probabilities. [rows, classes] */
  readonly y: Tensor;
  /** Gradient of `dloss loss` with respect to the logits. [rows, classes] */
  gradient(dloss: number): Tensor;
}

/** How rows and classes count. */
interface Weighting {
  /** The share of a target that is spread over all classes, from 0 to 1. */
  readonly smoothing: number;
  /** What each class counts. [classes] */
  readonly weights?: Tensor | undefined;
  /** The class index of rows that do not count. */
  readonly ignore?: number | undefined;
  /** 0 for rows that do not count. [rows] */
  readonly mask?: Tensor | undefined;
}

// in the place of the target of a padded step: no target that could be a mistake
const paddedTarget = -(2 ** 24);

/** The mean over all rows. x: [rows, classes] logits, t: [rows] class indices or [rows, classes] weights */
export function meanOverRows(x: Tensor, t: Tensor): MeanCrossEntropy {
  const { loss, y } = softmaxCrossEntropy(x, t);
  const gradient = (dloss: number) => softmaxCrossEntropyGradient(y, t, dloss);
  return { loss, weight: x.shape[0] ?? 0, y, gradient };
}

/** The mean over the weights of the target classes. x: [rows, classes] logits, t: [rows] class indices */
export function meanOverWeights({ mask, ignore, smoothing, weights }: Weighting) {
  return (x: Tensor, t: Tensor): MeanCrossEntropy => {
    const ignored = ignore ?? (mask === undefined ? undefined : paddedTarget);
    const targets = mask === undefined ? t : where(mask, t, filled(t, ignored ?? paddedTarget));
    const options = { smoothing, ...defined({ weights, ignore: ignored }) };
    const { total, weight, y } = crossEntropy(x, targets, options);
    const gradient = (dloss: number) =>
      crossEntropyGradient(y, targets, { ...options, factor: dloss / weight });
    return { loss: total / weight, weight, y, gradient };
  };
}

/** The mean over the rows that count, of targets with smoothing and weights. x: [rows, classes] logits, t: [rows, classes]
 *  weights */
export function meanOfSoftTargets({ mask, smoothing, weights }: Weighting) {
  return (x: Tensor, t: Tensor): MeanCrossEntropy => {
    const [rows = 0, classes = 1] = x.shape;
    const smooth = smoothing === 0 ? t : addScalar(scale(t, 1 - smoothing), smoothing / classes);
    const weighted = weights === undefined ? smooth : broadcastAxis(multiply, smooth, weights, 1);
    const targets = mask === undefined ? weighted : broadcastOthers(multiply, weighted, mask, 1);
    const weight = mask === undefined ? rows : sum(mask);
    const { loss, y } = softmaxCrossEntropy(x, targets);
    const gradient = (dloss: number) => softmaxCrossEntropyGradient(y, targets, (dloss * rows) / weight);
    return { loss: (loss * rows) / weight, weight, y, gradient };
  };
}

/** The mask of the rows of flat targets, which can have several rows a step. mask: [batch, time] -> [rows] */
export function maskOfRows(mask: Tensor, rows: number): Tensor {
  const flat = reshape(mask, [mask.size]);
  if (rows === mask.size) return flat;
  const ones = tensor(new Float64Array(rows).fill(1), [mask.size, rows / mask.size], mask);
  return reshape(broadcastOthers(multiply, ones, flat, 1), [rows]);
}

function filled(like: Tensor, value: number): Tensor {
  return tensor(new Float64Array(like.size).fill(value), like.shape, like);
}
