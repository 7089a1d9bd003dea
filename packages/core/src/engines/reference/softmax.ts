import type { FloatArray } from "../../dtype.js";
import type { SoftmaxLayout } from "../../engine.js";
import { softmaxKernels } from "./softmax-last.js";

/** The largest number of a row; NaN if one is NaN. */
function rowMaximum(x: FloatArray, begin: number, classes: number): number {
  let maximum = -Infinity;
  for (let j = 0; j < classes; j++) maximum = Math.max(maximum, x[begin + j]);
  return maximum;
}

/** Softmax into y; returns the sum over the rows of -sum_j t_j log y_j, in nats.
 *  The logarithm is taken of the sum, not of y, so it stays exact where y underflows to 0. */
export function softmaxCrossEntropy(
  y: FloatArray,
  x: FloatArray,
  t: FloatArray,
  layout: SoftmaxLayout,
): number {
  const { classes, targets } = layout;
  softmaxKernels.softmaxLast(y, x, classes);
  let loss = 0;
  for (let begin = 0, row = 0; begin < x.length; begin += classes, row++) {
    const maximum = rowMaximum(x, begin, classes);
    let total = 0;
    for (let j = 0; j < classes; j++) total += Math.exp(x[begin + j] - maximum);
    const logTotal = Math.log(total);
    if (targets === "indices") {
      loss += logTotal - (x[begin + t[row]] - maximum);
    } else {
      for (let j = 0; j < classes; j++) {
        // a weight of 0 adds nothing, even where the logit is -Infinity
        if (t[begin + j] !== 0) loss += t[begin + j] * (logTotal - (x[begin + j] - maximum));
      }
    }
  }
  return loss;
}

/** dx_j = factor (sum(t) y_j - t_j) for each row; for class indices factor (y_j - [j = t]) */
export function softmaxCrossEntropyGradient(
  dx: FloatArray,
  y: FloatArray,
  t: FloatArray,
  layout: SoftmaxLayout & { readonly factor: number },
): void {
  const { classes, targets, factor } = layout;
  for (let begin = 0, row = 0; begin < y.length; begin += classes, row++) {
    if (targets === "indices") {
      for (let j = 0; j < classes; j++) dx[begin + j] = factor * y[begin + j];
      dx[begin + t[row]] = factor * (y[begin + t[row]] - 1);
    } else {
      let weight = 0;
      for (let j = 0; j < classes; j++) weight += t[begin + j];
      for (let j = 0; j < classes; j++) dx[begin + j] = factor * (weight * y[begin + j] - t[begin + j]);
    }
  }
}
