import { join, resolve } from "node:path";
import { visibleText } from "@retrograd/core";
import { listRuns } from "@retrograd/node/command";
import { formatCount, formatMeasure } from "@retrograd/node/format";
import type { Environment } from "../../../environment.js";
import { exitCodes } from "../../../exit-codes.js";
import { renderTable } from "../../../terminal/table.js";
import { createTerminal, type OutputFlags } from "../../../terminal/terminal.js";

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
    terminal.result(`no runs in ${visibleText(args.dir)}; start one with retrograd train FILE`);
    return exitCodes.ok;
  }
  // the loss of each run, and the first other metric
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
