import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { Entrant, Workload } from "../measuring/measure.js";
import { startTask } from "./commands.js";
import { writeTable } from "./large-table.js";

const megabytes = 500;

/** A table that is made when it is first asked for, and is gone with the bench. */
function tableOnce(): () => string {
  let path: string | undefined;
  return () => {
    if (path === undefined) {
      const folder = mkdtempSync(join(tmpdir(), "retrograd-bench-csv-"));
      process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
      path = join(folder, "large.csv");
      writeTable(path, megabytes * 1e6);
    }
    return path;
  };
}

/** Reading a large table: all work before the first step, compared with the parser that most programs read CSV with. */
export function reading(): Workload {
  const table = tableOnce();
  const entrant = (name: string, by: "csv-parse" | "retrograd"): Entrant => ({
    name,
    case: "",
    start: () => startTask({ kind: "table", path: table(), by }),
    value: (seconds) => megabytes / seconds,
  });
  return {
    name: "large-table",
    title: `Reading a CSV file of ${megabytes} MB, 20 columns of numbers and a class`,
    unit: "MB/s",
    larger: true,
    entrants: [entrant("streamed, ready to train", "retrograd"), entrant("csv-parse alone", "csv-parse")],
    ratios: [
      {
        name: "streamed, to csv-parse alone",
        above: ["streamed, ready to train"],
        below: ["csv-parse alone"],
        goals: { "": { atLeast: 0.8 } },
      },
    ],
  };
}

/** What a step costs more when its rows are on the disk. */
export const streamedSteps: Workload = {
  name: "streamed-steps",
  title: "A step of a run of 784-50-10, batch 100, on a table on the disk and one in memory",
  unit: "us",
  larger: false,
  entrants: (["blas", "portable"] as const).flatMap((engine) =>
    [false, true].map((stream) => ({
      name: stream ? "on the disk" : "in memory",
      case: engine,
      start: () => startTask({ kind: "run", engine, set: [], data: stream ? "streamed table" : "table" }),
      value: (seconds: number) => seconds * 1e6,
    })),
  ),
  ratios: [{ name: "on the disk, to in memory", above: ["on the disk"], below: ["in memory"] }],
};
