import type { EvaluateEvent, RunRecord, Split } from "@retrograd/trainer";
import type { Colours } from "../terminal/colour.js";
import {
  formatCount,
  formatDuration,
  formatLoss,
  formatMetric,
  formatNumberOf,
  formatPercent,
} from "../terminal/numbers.js";
import { type PlotArea, renderCurves } from "../terminal/plot.js";
import { renderTable } from "../terminal/table.js";

const widestPlot = 80;
const plotHeight = 8;

/** The end of a run in a few lines: how it ended, final and best metrics. */
export function renderSummary(record: RunRecord, colours: Colours): string {
  const { timing } = record;
  const pace =
    timing === undefined
      ? ""
      : `: ${formatDuration(timing.trainSeconds)} of training (${formatCount(timing.stepsPerSecond)} steps/s), ${formatDuration(timing.evaluateSeconds)} of evaluation`;
  const ink = record.status === "completed" ? colours.green : colours.yellow;
  const heading = `${ink(record.status)} after ${formatNumberOf(record.steps, "step")}${pace}`;
  return `${heading}\n${renderMetrics(record.metrics, colours)}`;
}

/** Final and best metrics, one row for each split and metric. */
function renderMetrics({ final, best }: RunRecord["metrics"], colours: Colours): string {
  const rows = Object.entries(final).flatMap(([split, metrics]) =>
    Object.entries(metrics).map(([metric, value]) => {
      const top = best[`${split}.${metric}`];
      const found = top === undefined ? [] : [formatMetric(metric, top.value), formatCount(top.step)];
      return [`${split} ${metric}`, formatMetric(metric, value), ...found];
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

/** Loss and accuracy over the evaluations; nothing for fewer than two. */
export function renderPlots(
  evaluations: readonly EvaluateEvent[],
  { width, colours }: Pick<PlotArea, "width" | "colours">,
): readonly string[] {
  if (evaluations.length < 2) return [];
  const area = { width: Math.min(width, widestPlot), height: plotHeight, colours };
  const curve = (split: Split, metric: "loss" | "accuracy") => {
    const values = evaluations.flatMap(({ splits }) => splits[split]?.[metric] ?? []);
    return values.length === evaluations.length && values.every(Number.isFinite) ? { [split]: values } : {};
  };
  const span = `steps ${formatCount(evaluations[0]?.step ?? 1)} to ${formatCount(evaluations.at(-1)?.step ?? 1)}`;
  const formats = { loss: formatLoss, accuracy: formatPercent };
  return (["loss", "accuracy"] as const).flatMap((metric) => {
    const curves = { ...curve("train", metric), ...curve("validation", metric), ...curve("test", metric) };
    if (Object.keys(curves).length === 0) return [];
    return [renderCurves({ title: `${metric}, ${span}`, ...curves, format: formats[metric] }, area)];
  });
}
