import {
  abs,
  add,
  addScalar,
  broadcastAxis,
  broadcastOthers,
  clip,
  crossEntropy,
  crossEntropyGradient,
  defined,
  exp,
  gatherRows,
  log1p,
  logSoftmax,
  multiply,
  negate,
  reshape,
  scale,
  sign,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
  softmaxLast,
  subtract,
  sum,
  sumAxis,
  type Tensor,
  tensor,
  where,
  zeros,
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

// e^-80 and e^80 are finite in float32; the smallest 1 - y that is not 0 is 2^-53, far above e^-80
const lowestLog = -80;

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

/** The mean over the weights of the target classes, of each class's term times `(1 - y_j)^focal`, so that what is learned
 *  already counts less. x: [rows, classes] logits, t: [rows] class indices or [rows, classes] weights
 *  backward: dx_k = h_k - y_k sum of h, h_j = w_j t'_j (focal y_j (1 - y_j)^(focal - 1) ln y_j - (1 - y_j)^focal)
 *  Source: T.-Y. Lin et al., "Focal Loss for Dense Object Detection", 2017 */
export function focalMean(focal: number, { smoothing, weights, ignore, mask }: Weighting) {
  return (x: Tensor, t: Tensor): MeanCrossEntropy => {
    const [rows = 0, classes = 1] = x.shape;
    const isIndices = t.shape.length === 1;
    const { y, weight } = isIndices
      ? meanOverWeights({ smoothing, weights, ignore, mask })(x, t)
      : { y: softmaxLast(x), weight: mask === undefined ? rows : sum(mask) };
    const hot = isIndices ? oneHot(t, classes, countedTargets(t, ignore, mask)) : t;
    const smooth =
      smoothing === 0
        ? hot
        : add(
            scale(hot, 1 - smoothing),
            broadcastOthers(multiply, filled(x, smoothing / classes), sumAxis(hot, 1), 1),
          );
    const weighted = weights === undefined ? smooth : broadcastAxis(multiply, smooth, weights, 1);
    const targets = mask === undefined ? weighted : broadcastOthers(multiply, weighted, mask, 1);
    const logs = logSoftmax(x);
    // y may be 1 to the last bit: powers of 1 - y stay above 0, so that no product is 0 times infinity
    const logRest = clip(log1p(negate(y)), lowestLog, 0);
    const power = exp(scale(logRest, focal));
    return {
      loss: -sum(multiply(targets, multiply(power, logs))) / weight,
      weight,
      y,
      gradient(dloss) {
        const bend = multiply(multiply(y, logs), exp(scale(logRest, focal - 1)));
        const h = multiply(targets, subtract(scale(bend, focal), power));
        return scale(subtract(h, broadcastOthers(multiply, y, sumAxis(h, 1), 1)), dloss / weight);
      },
    };
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

/** 1 for the rows that count, else 0: [rows]. t: [rows] class indices */
function countedTargets(t: Tensor, ignore: number | undefined, mask: Tensor | undefined): Tensor {
  const counts = ignore === undefined ? filled(t, 1) : sign(abs(addScalar(t, -ignore)));
  return mask === undefined ? counts : multiply(counts, mask);
}

/** Rows with a 1 for their class, 0 where a row does not count. t, counts: [rows] -> [rows, classes] */
function oneHot(t: Tensor, classes: number, counts: Tensor): Tensor {
  const diagonal = Float64Array.from({ length: classes ** 2 }, (_, i) => (i % (classes + 1) === 0 ? 1 : 0));
  const rows = gatherRows(tensor(diagonal, [classes, classes], t), where(counts, t, zeros(t.shape, t)));
  return broadcastOthers(multiply, rows, counts, 1);
}

function filled(like: Tensor, value: number): Tensor {
  return tensor(new Float64Array(like.size).fill(value), like.shape, like);
}
