import { type CrossEntropyLayout, type LossKernels, sigmoidLossBlock } from "../../loss-kernels.js";
import { softmaxKernels } from "./softmax-last.js";

/** a_j: what the class j of a row with a target counts. */
function shareOf({ classes, smoothing, weights }: CrossEntropyLayout, target: number, j: number): number {
  return (weights?.[j] ?? 1) * ((j === target ? 1 - smoothing : 0) + smoothing / classes);
}

/** ln(1 + e^x) */
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** a b, and 0 where a is 0, even if b is infinite. */
const weighted = (a: number, b: number): number => (a === 0 ? 0 : a * b);

export const lossKernels: LossKernels = {
  crossEntropy({ y, losses, counts }, x, t, layout) {
    const { classes, weights, ignored } = layout;
    const logits = Float64Array.from(x);
    const logs = new Float64Array(x.length);
    softmaxKernels.softmaxLast(y, x, classes);
    // in float64, so that the loss stays exact where y underflows to 0
    softmaxKernels.logSoftmax(logs, logits, classes);
    for (let row = 0; row < t.length; row++) {
      const target = t[row];
      let loss = 0;
      if (target !== ignored) {
        for (let j = 0; j < classes; j++) {
          loss += weighted(shareOf(layout, target, j), -logs[row * classes + j]);
        }
      }
      losses[row] = loss;
      counts[row] = target === ignored ? 0 : (weights?.[target] ?? 1);
    }
  },
  crossEntropyGradient(dx, y, t, layout) {
    const { classes, ignored, factor } = layout;
    for (let row = 0; row < t.length; row++) {
      const target = t[row];
      let sum = 0;
      for (let j = 0; j < classes; j++) sum += shareOf(layout, target, j);
      for (let j = 0; j < classes; j++) {
        const i = row * classes + j;
        dx[i] = target === ignored ? 0 : factor * (sum * y[i] - shareOf(layout, target, j));
      }
    }
  },
  sigmoidCrossEntropy({ y, losses }, x, t, positive) {
    losses.fill(0);
    for (let i = 0; i < x.length; i++) {
      const e = Math.exp(-Math.abs(x[i]));
      y[i] = (x[i] < 0 ? e : 1) / (1 + e);
      const loss = weighted(positive * t[i], softplus(-x[i])) + weighted(1 - t[i], softplus(x[i]));
      losses[Math.floor(i / sigmoidLossBlock)] += loss;
    }
  },
  sigmoidCrossEntropyGradient(dx, y, t, { positive, factor }) {
    for (let i = 0; i < y.length; i++) dx[i] = factor * ((1 - t[i]) * y[i] - positive * t[i] * (1 - y[i]));
  },
};
