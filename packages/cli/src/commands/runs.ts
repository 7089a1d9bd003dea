import { join, resolve } from "node:path";
import { visibleText } from "@retrograd/core";
import {
  flatten,
  layerFindings,
  listRuns,
  readCurrent,
  readSettings,
  readStatistics,
  settingRows,
  showSetting,
} from "@retrograd/node/command";
import { formatCount, formatMeasure, formatNumberOf } from "@retrograd/node/format";
import type { Environment } from "../environment.js";
import { exitCodes } from "../exit-codes.js";
import { renderStatistics } from "../insight/statistics-table.js";
import { renderTable } from "../terminal/table.js";
import { createTerminal, type OutputFlags } from "../terminal/terminal.js";
import { renderSummary, renderTables } from "../training/summary.js";

/** Arguments of `retrograd runs list`. */
export interface ListArguments extends OutputFlags {
  /** Folder of the runs. */
  readonly dir: string;
}

/** Lists the runs in a folder. */
export async function list(args: ListArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const runs = listRuns(resolve(environment.directory, args.dir), terminal.warn);
  terminal.document({ runs: runs.map(({ name, record }) => ({ path: join(args.dir, name), ...record })) });
  if (runs.length === 0) {
    terminal.result(`no runs in ${visibleText(args.dir)}; retrograd train FILE makes one`);
    return exitCodes.ok;
  }
  // the loss of each run and the first metric beside it
  const names = new Set(
    runs.flatMap(({ record }) => record.metrics.measures.slice(0, 2).map(({ name }) => name)),
  );
  const rows = runs.map(({ name, record }) => {
    const { final, measures } = record.metrics;
    const numbers = [...names].map((of) => {
      const value = final.test?.[of];
      const measure = measures.find((measure) => measure.name === of);
      return value === undefined ? "" : formatMeasure(measure, value);
    });
    const started = record.startedAt.slice(0, 16).replace("T", " ");
    const steps = formatCount(record.steps);
    return [name, record.status, steps, ...numbers, String(record.seed), started];
  });
  const columns = [
    { heading: "run" },
    { heading: "status" },
    { heading: "steps", align: "right" },
    ...[...names].map((of) => ({ heading: `test ${of}`, align: "right" as const })),
    { heading: "seed", align: "right" },
    { heading: "started (UTC)" },
  ] as const;
  terminal.result(renderTable(columns, rows, terminal.colours));
  return exitCodes.ok;
}

/** Arguments of `retrograd runs show`. */
export interface ShowArguments extends OutputFlags {
  readonly run: string;
}

/** Shows how one run went, and with what. */
export async function show(args: ShowArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const path = resolve(environment.directory, args.run);
  const record = readCurrent(path);
  const settings = readSettings(path);
  const statistics = readStatistics(path);
  const findings = layerFindings(statistics);
  const table = renderStatistics(statistics, terminal.colours);
  const kept = table === "" ? {} : { statistics: { ...statistics, findings } };
  terminal.document({ path: args.run, run: record, ...settings, ...kept });
  terminal.result(renderSummary(record, terminal.colours));
  if (!terminal.quiet)
    for (const table of renderTables(record, terminal.colours)) terminal.result(`\n${table}`);
  if (record.status === "failed") terminal.result(`reason: ${visibleText(record.reason ?? "unknown")}`);
  const { engine, git, data, versions } = record;
  const { train, validation, test } = data.samples;
  const counts = [train, ...(validation === undefined ? [] : [validation])].map(formatCount);
  const samples = `${counts.join(" + ")} + ${formatNumberOf(test, "sample")}`;
  const facts = [
    ["data", `${data.name}, ${samples}`],
    ["engine", `${engine.name}, ${record.dtype}`],
    [
      "platform",
      `${record.platform}, ${Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(", ")}`,
    ],
    ["started", record.startedAt],
    ...(record.finishedAt === undefined ? [] : [["finished", record.finishedAt]]),
    ...(git === undefined ? [] : [["commit", `${git.commit}${git.changed ? ", with changes" : ""}`]]),
    ...(settings.set.length === 0 ? [] : [["set", settings.set.join(" ")]]),
  ];
  terminal.result(`\n${renderTable([{ heading: "fact" }, { heading: "value" }], facts, terminal.colours)}`);
  if (table !== "") terminal.result(`\n${table}`);
  for (const finding of findings) terminal.result(`\n${finding}`);
  if (!terminal.quiet) {
    const rows = settingRows(settings.experiment);
    terminal.result(
      `\n${renderTable([{ heading: "setting" }, { heading: "value" }], rows, terminal.colours)}`,
    );
  }
  return exitCodes.ok;
}

/** Arguments of `retrograd runs compare`. */
export interface CompareArguments extends OutputFlags {
  readonly runs: readonly string[];
}

/** Puts runs side by side: the settings that differ, and the final metrics. */
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
