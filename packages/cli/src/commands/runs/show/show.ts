import { resolve } from "node:path";
import { visibleText } from "@retrograd/core";
import {
  layerFindings,
  readCurrent,
  readSettings,
  readStatistics,
  settingRows,
} from "@retrograd/node/command";
import { formatCount, formatNumberOf } from "@retrograd/node/format";
import type { Environment } from "../../../environment.js";
import { exitCodes } from "../../../exit-codes.js";
import { renderStatistics } from "../../../insight/statistics-table.js";
import { renderTable } from "../../../terminal/table.js";
import { createTerminal, type OutputFlags } from "../../../terminal/terminal.js";
import { renderSummary, renderTables } from "../../../training/summary.js";

/** Arguments of `retrograd runs show`. */
export interface ShowArguments extends OutputFlags {
  readonly run: string;
}

/** Shows the metrics, data, engine and settings of a run. */
export async function show(args: ShowArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const path = resolve(environment.directory, args.run);
  const record = readCurrent(path);
  const settings = readSettings(path);
  const statistics = readStatistics(path);
  const findings = layerFindings(statistics);
  const table = renderStatistics(statistics, terminal.colours);
  terminal.document({
    path: args.run,
    run: record,
    ...settings,
    ...(table === "" ? {} : { statistics: { ...statistics, findings } }),
  });
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
