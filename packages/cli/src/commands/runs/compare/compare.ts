import { resolve } from "node:path";
import { flatten, readCurrent, readSettings, showSetting } from "@retrograd/node/command";
import { formatCount, formatMeasure, formatNumberOf } from "@retrograd/node/format";
import type { Environment } from "../../../environment.js";
import { exitCodes } from "../../../exit-codes.js";
import { renderTable } from "../../../terminal/table.js";
import { createTerminal, type OutputFlags } from "../../../terminal/terminal.js";

/** Arguments of `retrograd runs compare`. */
export interface CompareArguments extends OutputFlags {
  readonly runs: readonly string[];
}

/** Compares runs side by side: the settings that differ, and the final metrics. */
export async function compare(args: CompareArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const runs = args.runs.map((run) => {
    const path = resolve(environment.directory, run);
    return { run, record: readCurrent(path), settings: flatten(readSettings(path).experiment) };
  });
  const paths = [...new Set(runs.flatMap(({ settings }) => [...settings.keys()]))];
  const differing = paths.filter(
    (path) => new Set(runs.map(({ settings }) => JSON.stringify(settings.get(path)))).size > 1,
  );
  const finals = runs.map(({ record }) => flatten(record.metrics.final));
  const measures = runs.flatMap(({ record }) => record.metrics.measures);
  const metrics = [...new Set(finals.flatMap((final) => [...final.keys()]))];
  terminal.document({
    runs: runs.map(({ run, record }) => ({ path: run, status: record.status, metrics: record.metrics })),
    differences: differing.map((path) => ({
      setting: path,
      values: runs.map(({ settings }) => settings.get(path) ?? null),
    })),
  });
  const columns = [{ heading: "" }, ...runs.map(({ run }) => ({ heading: run, align: "right" as const }))];
  const rows = [
    ...differing.map((path) => [
      path,
      ...runs.map(({ settings }) => (settings.has(path) ? showSetting(settings.get(path)) : "-")),
    ]),
    ["status", ...runs.map(({ record }) => record.status)],
    ["steps", ...runs.map(({ record }) => formatCount(record.steps))],
    ...metrics.map((metric) => [
      metric.replace(".", " "),
      ...finals.map((final) => {
        const [value, measure] = [
          final.get(metric),
          measures.find(({ name }) => metric.endsWith(`.${name}`)),
        ];
        return value === undefined ? "-" : formatMeasure(measure, Number(value));
      }),
    ]),
  ];
  terminal.result(renderTable(columns, rows, terminal.colours));
  if (!terminal.quiet)
    terminal.note(
      `${formatNumberOf(differing.length, "setting")} of ${paths.length} ${differing.length === 1 ? "differs" : "differ"}`,
    );
  return exitCodes.ok;
}
