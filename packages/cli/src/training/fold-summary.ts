import { formatCount, formatMeasure } from "@retrograd/node/format";
import type { Measure } from "@retrograd/plugin";
import type { Colours } from "../terminal/colour.js";
import { renderTable } from "../terminal/table.js";

/** What came of one fold. */
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

/** What the metrics of folds came to. */
export interface FoldTable {
  readonly summary: Readonly<Record<string, FoldMetric>>;
  readonly measures: readonly Measure[];
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

/** A row for each fold, then mean and deviation. `measures`: what the metrics are */
export function renderFolds(
  results: readonly FoldResult[],
  { summary, measures }: FoldTable,
  colours: Colours,
): string {
  const format = (name: string, value: number) =>
    formatMeasure(
      measures.find((of) => of.name === name),
      value,
    );
  const names = Object.keys(summary);
  const columns = [
    { heading: "fold" },
    { heading: "run" },
    { heading: "steps", align: "right" as const },
    ...names.map((name) => ({ heading: `validation ${name}`, align: "right" as const })),
  ];
  const folds = results.map(({ fold, path, steps, metrics }) => [
    String(fold),
    path,
    formatCount(steps),
    ...names.map((name) => format(name, metricNamed(metrics, name))),
  ]);
  const total = (label: string, key: keyof FoldMetric) => [
    label,
    "",
    "",
    ...names.map((name) => format(name, summary[name]?.[key] ?? Number.NaN)),
  ];
  return renderTable(columns, [...folds, total("mean", "mean"), total("deviation", "deviation")], colours);
}

function metricNamed(metrics: object, name: string): number {
  return Number(Object.entries(metrics).find(([key]) => key === name)?.[1]);
}
