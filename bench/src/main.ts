import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { parseArgs } from "node:util";
import { measurementsPage } from "./folders.js";
import { measure, selectCases } from "./measuring/measure.js";
import { performanceTables, replaceTables } from "./results/performance-table.js";
import { reportLines } from "./results/report.js";
import { type Result, readResults, writeResult } from "./results/result.js";
import { forecastsName, measureForecasts } from "./workloads/forecasts.js";
import { measureMemory } from "./workloads/memory.js";
import { measureRunCost, runCosts } from "./workloads/run-costs.js";
import { allWorkloads, workloadNames } from "./workloads/workloads.js";

const usage = `pnpm bench [workload...]   measure; default: all workloads
  --rounds <n>       rounds; the results are their medians. Default: 7
  --seconds <s>      seconds of work of each contestant in a round. Default: 0.5
  --cases <text>     only cases whose names contain it; writes no result
  --note <text>      a note for readers of the results
  --table            measure nothing: write the tables of docs/measurements.md from bench/results
  --list             measure nothing: list the workloads`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "7" },
    seconds: { type: "string", default: "0.5" },
    cases: { type: "string" },
    note: { type: "string" },
    table: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const workloads = allWorkloads();
const names = workloadNames(workloads);
const say = (line: string) => process.stdout.write(`${line}\n`);

if (values.help) say(usage);
else if (values.list) for (const name of names) say(name);
else if (values.table) writeTables();
else await measureAll(positionals.length > 0 ? positionals : names);

function writeTables(): void {
  const page = readFileSync(measurementsPage, "utf8");
  writeFileSync(measurementsPage, replaceTables(page, performanceTables(readResults(names))));
  say(`wrote the tables of ${measurementsPage}`);
}

async function measureAll(asked: readonly string[]): Promise<void> {
  const unknown = asked.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`no workload ${unknown.join(", ")}; there are ${names.join(", ")}\n`);
    process.exitCode = 2;
    return;
  }
  const options = { rounds: Number(values.rounds), seconds: Number(values.seconds) };
  if (!(Number.isSafeInteger(options.rounds) && options.rounds >= 1 && options.seconds > 0)) {
    process.stderr.write("--rounds must be a whole number from 1, --seconds a number above 0\n");
    process.exitCode = 2;
    return;
  }
  for (const name of asked) {
    const workload = workloads.find((one) => one.name === name);
    const cost = runCosts.find((one) => one.workload === name);
    const measured =
      workload !== undefined
        ? await measure(selectCases(workload, values.cases ?? ""), options, say)
        : cost !== undefined
          ? measureRunCost(cost, options, say)
          : name === forecastsName
            ? measureForecasts(say)
            : await measureMemory(say);
    const result: Result = values.note === undefined ? measured : { ...measured, note: values.note };
    if (values.cases === undefined) writeResult(result);
    for (const line of reportLines(result)) say(line);
  }
}
