import type { Loss, MetricResult, MetricTally } from "@retrograd/plugin";
import { compareClasses } from "./classes.js";

/** How often each class was meant and predicted. */
export interface Confusion {
  /** Samples of class i that were predicted as j. [classes, classes] */
  readonly matrix: readonly (readonly number[])[];
  /** Samples of each class, those without a prediction among them. [classes] */
  readonly support: readonly number[];
}

/** A tally that counts classes and makes its result of them. A sample with a NaN counts for its class and for no prediction. */
export function confusionTally(
  { outShape: [classes = 0] }: Loss,
  asked: string,
  result: (confusion: Confusion) => MetricResult,
): MetricTally {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const support = new Array<number>(classes).fill(0);
  return {
    add(y, t) {
      const { predicted, expected } = compareClasses(y, t, asked);
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

/** What was right and wrong about one class. */
export interface ClassCounts {
  /** Of the class and predicted as it. */
  readonly hits: number;
  /** Predicted as the class and of another. */
  readonly false: number;
  /** Of the class and not predicted as it. */
  readonly missed: number;
}

/** A score of each class and its mean over the classes that occur in the targets or the predictions, each counted alike
 *  ("macro"). A class that occurs in neither has NaN; over no samples all is NaN. */
export function scoreClasses(
  { matrix, support }: Confusion,
  score: (counts: ClassCounts) => number,
): MetricResult {
  const perClass = matrix.map((row, i) => {
    const hits = row[i] ?? 0;
    const predicted = matrix.reduce((sum, from) => sum + (from[i] ?? 0), 0);
    const meant = support[i] ?? 0;
    if (predicted + meant === 0) return Number.NaN;
    return score({ hits, false: predicted - hits, missed: meant - hits });
  });
  const defined = perClass.filter((value) => !Number.isNaN(value));
  return { value: defined.reduce((sum, value) => sum + value, 0) / defined.length, perClass };
}
