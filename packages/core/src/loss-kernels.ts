import type { FloatArray } from "./dtype.js";

/** A mask over rows of numbers [n0, n1, n2, classes]: row (i0, i1, i2) takes the mask's row `i0 step0 + i1 step1 + i2 step2`. A
 *  step of 0 repeats a row along that axis. */
export interface RowMask {
  readonly mask: FloatArray;
  readonly n1: number;
  readonly n2: number;
  readonly steps: readonly [step0: number, step1: number, step2: number];
}

/** Kernels of rows [rows, classes] that are normalized. Sums are taken in float64. */
export interface SoftmaxKernels {
  /** y = softmax of each row of x, in float64 and rounded once: the bits of a softmax cross entropy */
  softmaxRows(y: FloatArray, x: FloatArray, classes: number): void;
  /** y = softmax of each row of x over the numbers whose mask is not 0; the others, and rows without one, become 0 */
  softmaxLast(y: FloatArray, x: FloatArray, classes: number, mask?: RowMask): void;
  /** dx = y (dy - sum of dy y) for each row */
  softmaxGradient(dx: FloatArray, dy: FloatArray, y: FloatArray, classes: number): void;
  /** y = x - ln(sum of e^x) for each row */
  logSoftmax(y: FloatArray, x: FloatArray, classes: number): void;
  /** dx = dy - e^y sum of dy for each row */
  logSoftmaxGradient(dx: FloatArray, dy: FloatArray, y: FloatArray, classes: number): void;
}

/** Options of a cross entropy of class indices: row i weighs class j with `a_ij = w_j ((1 - smoothing) [j = t_i] + smoothing /
 *  classes)`. */
export interface CrossEntropyLayout {
  readonly classes: number;
  readonly smoothing: number;
  /** w: [classes]; default 1 for each. */
  readonly weights?: FloatArray;
  /** The index of rows that do not count; NaN for none. */
  readonly ignored: number;
}

/** Numbers whose sigmoid cross entropies a kernel sums: parts of a tensor that threads may compute apart. */
export const sigmoidLossBlock = 1024;

/** Kernels of losses. Sums are taken in float64. */
export interface LossKernels {
  /** y [rows, classes] = softmax of x, losses [rows] = -sum over j of a_ij ln y_ij, counts [rows] = w of its class; losses and
   *  counts are 0 for rows that do not count */
  crossEntropy(
    out: { readonly y: FloatArray; readonly losses: FloatArray; readonly counts: FloatArray },
    x: FloatArray,
    t: FloatArray,
    layout: CrossEntropyLayout,
  ): void;
  /** dx = factor (y sum of a_i - a_ij), 0 for rows that do not count */
  crossEntropyGradient(
    dx: FloatArray,
    y: FloatArray,
    t: FloatArray,
    layout: CrossEntropyLayout & { readonly factor: number },
  ): void;
  /** y = sigmoid(x); losses [n / sigmoidLossBlock, rounded up] = sum of `positive t softplus(-x) + (1 - t) softplus(x)` of each
   *  block */
  sigmoidCrossEntropy(
    out: { readonly y: FloatArray; readonly losses: FloatArray },
    x: FloatArray,
    t: FloatArray,
    positive: number,
  ): void;
  /** dx = factor ((1 - t) y - positive t (1 - y)) */
  sigmoidCrossEntropyGradient(
    dx: FloatArray,
    y: FloatArray,
    t: FloatArray,
    rule: { readonly positive: number; readonly factor: number },
  ): void;
}
