import type { CurrentRecord } from "@retrograd/node/command";
import { formatCount, formatDuration, formatMeasure, formatNumberOf } from "@retrograd/node/format";
import type { Split } from "@retrograd/plugin";
import type { RunMetrics } from "@retrograd/runs";
import type { EvaluateEvent } from "@retrograd/trainer";
import type { Colours } from "../terminal/colour.js";
import { type PlotArea, renderCurves } from "../terminal/plot.js";
import { renderTable } from "../terminal/table.js";
import { renderMetricTables } from "./metric-tables.js";

const maxPlotWidth = 80;
const plotHeight = 8;
// the reasons for an early end
const endings: Readonly<Record<string, string>> = {
  target: ", target met",
  patience: ", no improvement",
  time: ", time limit reached",
};

/** A summary of a run: how it ended, final and best metrics. */
export function renderSummary(record: CurrentRecord, colours: Colours): string {
  const { timing } = record;
  const pace =
    timing === undefined
      ? ""
      : `: ${formatDuration(timing.trainSeconds)} of training (${formatCount(timing.stepsPerSecond)} steps/s), ${formatDuration(timing.evaluateSeconds)} of evaluation`;
  const ink = record.status === "completed" ? colours.green : colours.yellow;
  const why = endings[record.reason ?? ""] ?? "";
  const heading = `${ink(record.status)} after ${formatNumberOf(record.steps, "step")}${why}${pace}`;
  return `${heading}\n${renderMetrics(record.metrics, colours)}`;
}

/** Final and best metrics, one row for each split and metric. */
function renderMetrics({ final, best, measures }: RunMetrics, colours: Colours): string {
  const rows = Object.entries(final).flatMap(([split, numbers]) =>
    Object.entries(numbers).map(([name, value]) => {
      const measure = measures.find((of) => of.name === name);
      const top = best[`${split}.${name}`];
      const bestCells = top === undefined ? [] : [formatMeasure(measure, top.value), formatCount(top.step)];
      return [`${split} ${name}`, formatMeasure(measure, value), ...bestCells];
    }),
  );
  const columns = [
    { heading: "metric" },
    { heading: "final", align: "right" },
    { heading: "best", align: "right" },
    { heading: "at step", align: "right" },
  ] as const;
  return renderTable(columns, rows, colours);
}

/** The metrics of the last evaluation that are not single numbers, of the last split that has any. */
export function renderTables({ metrics, data }: CurrentRecord, colours: Colours): readonly string[] {
  const { tables = {}, measures } = metrics;
  const [split, splitTables] = Object.entries(tables).at(-1) ?? [];
  if (splitTables === undefined) return [];
  const rendered = renderMetricTables(splitTables, { classes: data.targetNames, measures }, colours);
  return rendered.map((table, i) => (i === 0 ? `${split} split:\n${table}` : table));
}

/** Plots of the loss and the first other metric over the evaluations; none for fewer than two evaluations. */
export function renderPlots(
  evaluations: readonly EvaluateEvent[],
  { width, colours }: Pick<PlotArea, "width" | "colours">,
): readonly string[] {
  if (evaluations.length < 2) return [];
  const area = { width: Math.min(width, maxPlotWidth), height: plotHeight, colours };
  const curve = (split: Split, metric: string) => {
    const values = evaluations.flatMap(({ splits }) => splits[split]?.[metric] ?? []);
    return values.length === evaluations.length && values.every(Number.isFinite) ? { [split]: values } : {};
  };
  const span = `steps ${formatCount(evaluations[0]?.step ?? 1)} to ${formatCount(evaluations.at(-1)?.step ?? 1)}`;
  return (evaluations[0]?.measures ?? []).slice(0, 2).flatMap((measure) => {
    const { name } = measure;
    const curves = { ...curve("train", name), ...curve("validation", name), ...curve("test", name) };
    if (Object.keys(curves).length === 0) return [];
    const format = (value: number) => formatMeasure(measure, value);
    return [renderCurves({ title: `${name}, ${span}`, ...curves, format }, area)];
  });
}
