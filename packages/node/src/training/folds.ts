import type { Experiment } from "@retrograd/experiment";

/** The result of one fold. */
export interface FoldResult {
  /** From 1. */
  readonly fold: number;
  /** Folder of its run. */
  readonly path: string;
  readonly steps: number;
  /** Of the validation split after the last step, by name. */
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
      const values = results.map(({ metrics }) => foldMetric(metrics, name));
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

/** The override that adds the validation split to the evaluations, if the experiment leaves it out. */
export function evaluateValidation({ train }: Experiment): readonly string[] {
  const splits = train?.evaluate.splits ?? [];
  const isLeftOut = train !== undefined && !splits.includes("validation");
  return isLeftOut ? [`train.evaluate.splits=[${[...splits, "validation"].join(", ")}]`] : [];
}

/** The value of a metric of a fold. */
export function foldMetric(metrics: object, name: string): number {
  return Number(Object.entries(metrics).find(([key]) => key === name)?.[1]);
}
