import type { Loss, MetricResult, MetricTally } from "@retrograd/plugin";
import { classCount, compareClasses } from "./classes.js";

/** Counts of target classes by predicted class. */
export interface Confusion {
  /** Number of samples of class i that were predicted as class j. [classes, classes] */
  readonly matrix: readonly (readonly number[])[];
  /** Number of samples of each class, including those without a prediction. [classes] */
  readonly support: readonly number[];
}

/** A tally of a confusion, from which `result` computes the metric. A sample with a NaN counts for its class and for no prediction. */
export function confusionTally(
  loss: Loss,
  metric: string,
  result: (confusion: Confusion) => MetricResult,
): MetricTally {
  const classes = classCount(loss);
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const support = new Array<number>(classes).fill(0);
  return {
    add(y, t, mask) {
      const { predicted, expected } = compareClasses(y, t, { metric, loss, mask });
      for (let i = 0; i < predicted.length; i++) {
        const [from = 0, to = -1] = [expected[i], predicted[i]];
        const row = matrix[from];
        if (row === undefined) continue;
        support[from] = (support[from] ?? 0) + 1;
        if (to >= 0) row[to] = (row[to] ?? 0) + 1;
      }
    },
    result: () => result({ matrix, support }),
  };
}

/** Correct and wrong predictions of one class. */
export interface ClassCounts {
  /** Of the class and predicted as it. */
  readonly hits: number;
  /** Predicted as the class and of another. */
  readonly false: number;
  /** Of the class and not predicted as it. */
  readonly missed: number;
}

/** A score of each class, and its unweighted mean over the classes that occur in the targets or the predictions ("macro"). A
 *  class that occurs in neither is NaN; without samples all results are NaN. */
export function scoreClasses(
  { matrix, support }: Confusion,
  score: (counts: ClassCounts) => number,
): MetricResult {
  const perClass = matrix.map((row, i) => {
    const hits = row[i] ?? 0;
    const predicted = matrix.reduce((sum, from) => sum + (from[i] ?? 0), 0);
    const targets = support[i] ?? 0;
    if (predicted + targets === 0) return Number.NaN;
    return score({ hits, false: predicted - hits, missed: targets - hits });
  });
  const defined = perClass.filter((value) => !Number.isNaN(value));
  return { value: defined.reduce((sum, value) => sum + value, 0) / defined.length, perClass };
}
