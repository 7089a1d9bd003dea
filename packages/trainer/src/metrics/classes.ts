import { argmaxRows, RetrogradError, reshape, type Tensor } from "@retrograd/core";
import { type Loss, targetSpec } from "@retrograd/plugin";

/** Predicted and expected classes of the targets that count: one per sample, or one per step of a sequence. */
export interface ComparedClasses {
  /** The class with the largest probability, the first of equals; -1 for a prediction with a NaN. [targets] */
  readonly predicted: ArrayLike<number>;
  /** [targets] */
  readonly expected: ArrayLike<number>;
  /** The row of each target in the predictions read as [rows, classes]. [targets] */
  readonly rows: ArrayLike<number>;
}

/** Predictions and targets as classes, without the targets that the loss ignores and those of padded steps. Errors name `metric`.
 *  y: [batch, ..., classes], t: [batch, ...] class indices or [batch, ..., classes] weights, whose largest is the class
 *  @throws RetrogradError E_SHAPE when y and t have different numbers of predictions */
export function compareClasses(
  y: Tensor,
  t: Tensor,
  {
    metric,
    loss,
    mask,
  }: { readonly metric: string; readonly loss: Loss; readonly mask?: Tensor | undefined },
): ComparedClasses {
  const spec = targetSpec(loss);
  const classes = y.shape.at(-1) ?? 0;
  const flat = (x: Tensor) => reshape(x, [classes === 0 ? 0 : x.size / classes, classes]);
  const [values, predicted] = [y.data, argmaxRows(flat(y))];
  const expected = t.shape.length < y.shape.length ? t.data : argmaxRows(flat(t));
  if (predicted.length !== expected.length) {
    throw new RetrogradError(
      "E_SHAPE",
      `${metric}: ${predicted.length} predictions need as many targets, got ${expected.length}`,
    );
  }
  for (let i = 0; i < predicted.length; i++) {
    // argmaxRows returns the index of a NaN if a row has one
    if (Number.isNaN(values[i * classes + (predicted[i] ?? 0)])) predicted[i] = -1;
  }
  const ignore = spec.kind === "classes" ? spec.ignore : undefined;
  const rows = Int32Array.from(predicted.keys());
  if (ignore === undefined && mask === undefined) return { predicted, expected, rows };
  const counts = mask?.data;
  const counted = rows.filter((row) => expected[row] !== ignore && counts?.[row] !== 0);
  return {
    predicted: counted.map((row) => predicted[row] ?? -1),
    expected: counted.map((row) => expected[row] ?? -1),
    rows: counted,
  };
}

/** Number of classes that a loss distinguishes. */
export function classCount(loss: Loss): number {
  const spec = targetSpec(loss);
  return spec.kind === "classes" ? spec.classes : 0;
}
