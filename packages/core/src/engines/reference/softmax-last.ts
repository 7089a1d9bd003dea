import type { FloatArray } from "../../dtype.js";
import type { RowMask, SoftmaxKernels } from "../../loss-kernels.js";

/** The numbers of a row that count, as a function of their index. */
function countsIn(row: number, classes: number, masked: RowMask | undefined): (j: number) => boolean {
  if (masked === undefined) return () => true;
  const { mask, n1, n2, steps } = masked;
  const at = [Math.floor(row / (n1 * n2)), Math.floor(row / n2) % n1, row % n2];
  const maskRow = at.reduce((total, index, axis) => total + index * (steps[axis] ?? 0), 0);
  return (j) => mask[maskRow * classes + j] !== 0;
}

/** Largest number of a row that counts, and the sum of e^(x - largest) over all that do. */
function rowSum(x: FloatArray, begin: number, classes: number, counts = (_: number) => true) {
  let maximum = -Infinity;
  for (let j = 0; j < classes; j++) if (counts(j)) maximum = Math.max(maximum, x[begin + j]);
  let total = 0;
  for (let j = 0; j < classes; j++) if (counts(j)) total += Math.exp(x[begin + j] - maximum);
  return { maximum, total };
}

/** Softmax of each row over the numbers that count. */
function softmaxLast(y: FloatArray, x: FloatArray, classes: number, mask?: RowMask): void {
  for (let begin = 0, row = 0; begin < x.length; begin += classes, row++) {
    const counts = countsIn(row, classes, mask);
    const { maximum, total } = rowSum(x, begin, classes, counts);
    for (let j = 0; j < classes; j++) {
      y[begin + j] = counts(j) ? Math.exp(x[begin + j] - maximum) / total : 0;
    }
  }
}

export const softmaxKernels: SoftmaxKernels = {
  softmaxRows: softmaxLast,
  softmaxLast,
  softmaxGradient(dx, dy, y, classes) {
    for (let begin = 0; begin < y.length; begin += classes) {
      let total = 0;
      for (let i = begin; i < begin + classes; i++) total += dy[i] * y[i];
      for (let i = begin; i < begin + classes; i++) dx[i] = y[i] * (dy[i] - total);
    }
  },
  logSoftmax(y, x, classes) {
    for (let begin = 0; begin < x.length; begin += classes) {
      const { maximum, total } = rowSum(x, begin, classes);
      const logTotal = Math.log(total);
      for (let i = begin; i < begin + classes; i++) y[i] = x[i] - maximum - logTotal;
    }
  },
  logSoftmaxGradient(dx, dy, y, classes) {
    for (let begin = 0; begin < y.length; begin += classes) {
      let total = 0;
      for (let i = begin; i < begin + classes; i++) total += dy[i];
      for (let i = begin; i < begin + classes; i++) dx[i] = dy[i] - Math.exp(y[i]) * total;
    }
  },
};
