import { argmaxRows, RetrogradError, type Tensor } from "@retrograd/core";

/** Predicted and expected classes of samples. */
export interface ComparedClasses {
  /** The class with the largest probability, the first of equals; -1 for a sample with a NaN. [batch] */
  readonly predicted: ArrayLike<number>;
  /** [batch] */
  readonly expected: ArrayLike<number>;
}

/** Predictions and targets as classes. Errors name `metric`.
 *  y: [batch, classes], t: [batch] class indices or [batch, classes] weights, whose largest is the class
 *  @throws RetrogradError E_SHAPE when y and t have different batches */
export function compareClasses(y: Tensor, t: Tensor, metric: string): ComparedClasses {
  const [values, predicted] = [y.data, argmaxRows(y)];
  const expected = t.shape.length === 1 ? t.data : argmaxRows(t);
  if (predicted.length !== expected.length) {
    throw new RetrogradError(
      "E_SHAPE",
      `${metric}: ${predicted.length} predictions need as many targets, got ${expected.length}`,
    );
  }
  const classes = y.shape[1] ?? 0;
  for (let i = 0; i < predicted.length; i++) {
    // argmaxRows returns the index of a NaN if a row has one
    if (Number.isNaN(values[i * classes + (predicted[i] ?? 0)])) predicted[i] = -1;
  }
  return { predicted, expected };
}
