import { argmaxRows, RetrogradError, type Tensor } from "@retrograd/core";

/** Number of rows whose largest probability is at the target class; the first of equals counts, a row with NaN is wrong.
 *  y: [batch, classes], t: [batch] class indices or [batch, classes] weights, whose largest is the class
 *  @throws RetrogradError E_SHAPE when y and t have different batches */
export function countCorrect(y: Tensor, t: Tensor): number {
  const predicted = argmaxRows(y);
  const probabilities = y.data;
  const expected = t.shape.length === 1 ? t.data : argmaxRows(t);
  if (predicted.length !== expected.length) {
    throw new RetrogradError(
      "E_SHAPE",
      `accuracy: ${predicted.length} predictions need as many targets, got ${expected.length}`,
    );
  }
  const classes = y.shape[1] ?? 0;
  let correct = 0;
  for (let i = 0; i < predicted.length; i++) {
    // argmaxRows points at a NaN where a row has one
    if (predicted[i] === expected[i] && !Number.isNaN(probabilities[i * classes + predicted[i]])) correct++;
  }
  return correct;
}

/** Fraction of rows predicted right, from 0 to 1; NaN for an empty batch. Shapes and errors as countCorrect. */
export function accuracy(y: Tensor, t: Tensor): number {
  return countCorrect(y, t) / (y.shape[0] ?? 0);
}
