import type { Experiment } from "@retrograd/experiment";

/** The result of one fold. */
export interface FoldResult {
  /** From 1. */
  readonly fold: number;
  /** Folder of its run. */
  readonly path: string;
  readonly steps: number;
  /** Of the validation split, after the last step. */
  readonly metrics: object;
}

/** A metric over the folds. */
export interface FoldMetric {
  readonly mean: number;
  /** Standard deviation over the folds: `sqrt(sum((value - mean)^2) / (folds - 1))` */
  readonly deviation: number;
}

/** Mean and standard deviation of every metric that is a number. */
export function summarizeFolds(results: readonly FoldResult[]): Readonly<Record<string, FoldMetric>> {
  const names = Object.entries(results[0]?.metrics ?? {}).flatMap(([name, value]) =>
    typeof value === "number" ? [name] : [],
  );
  return Object.fromEntries(
    names.map((name) => {
      const values = results.map(({ metrics }) => metricNamed(metrics, name));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      return [name, { mean, deviation: Math.sqrt(squares / (values.length - 1)) }];
    }),
  );
}

/** The override that makes the samples of a fold the validation split. fold: from 1 */
export function foldOverrides(fold: number, folds: number): readonly string[] {
  return [`data.validation={ fold: ${fold}, of: ${folds} }`];
}

/** The override that has each fold evaluated, where the experiment leaves out the validation split. */
export function measuredSplits({ train }: Experiment): readonly string[] {
  const splits = train?.evaluate.splits ?? [];
  const isLeftOut = train !== undefined && !splits.includes("validation");
  return isLeftOut ? [`train.evaluate.splits=[${[...splits, "validation"].join(", ")}]`] : [];
}

/** A metric of a fold by its name. */
export function metricNamed(metrics: object, name: string): number {
  return Number(Object.entries(metrics).find(([key]) => key === name)?.[1]);
}
