import { type FoldMetric, type FoldResult, foldMetric } from "@retrograd/node/command";
import { formatCount, formatMeasure } from "@retrograd/node/format";
import type { Measure } from "@retrograd/plugin";
import type { Colours } from "../terminal/colour.js";
import { renderTable } from "../terminal/table.js";

/** Mean and deviation of the metrics of all folds. */
export interface FoldTable {
  readonly summary: Readonly<Record<string, FoldMetric>>;
  readonly measures: readonly Measure[];
}

/** A table with a row for each fold, then mean and deviation.
 *  @param measures name and unit of each metric */
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
    ...names.map((name) => format(name, foldMetric(metrics, name))),
  ]);
  const total = (label: string, key: keyof FoldMetric) => [
    label,
    "",
    "",
    ...names.map((name) => format(name, summary[name]?.[key] ?? Number.NaN)),
  ];
  return renderTable(columns, [...folds, total("mean", "mean"), total("deviation", "deviation")], colours);
}
