import { spawnSync } from "node:child_process";
import { rootFolder } from "../folders.js";
import type { Tell } from "../measuring/measure.js";
import { thisMachine } from "../results/machine.js";
import type { Measured, Result, Skipped } from "../results/result.js";
import type { ForecastReport } from "../tasks/forecast.js";
import type { CheckSetting } from "../tasks/task.js";
import { taskCommand } from "./commands.js";

/** Name of this workload. */
export const forecastsName = "forecasts";

const runs = 4;
const [least, most] = [0.75, 1.33];

/** Networks, and the seconds that their check may take: all of it where they are many. */
const settings: readonly (CheckSetting & { readonly budget: number })[] = [
  { widths: [64, 50, 10], batch: 3, budget: 100 },
  { widths: [784, 50, 10], batch: 3, budget: 100 },
  { widths: [64, 100, 100, 100, 10], batch: 3, budget: 100 },
  { widths: [784, 50, 10], batch: 3, budget: 1.5 },
  { widths: [784, 100, 50, 10], batch: 3, budget: 4 },
  { widths: [20, 300, 300, 10], batch: 5, budget: 6 },
  { widths: [784, 200, 100, 10], batch: 3, budget: 10 },
];

/** What `gradcheck --time-budget` says that a check takes, over what it takes, in processes that have just begun. */
export function measureForecasts(tell: Tell): Result {
  const machine = thisMachine();
  const measured: Measured[] = [];
  const skipped: Skipped[] = [];
  for (const { budget, ...setting } of settings) {
    const name = `${setting.widths.join("-")}, batch ${setting.batch}, within ${budget} s`;
    tell(`forecasts: ${name}`);
    const { file, args } = taskCommand({ kind: "forecast", setting, budget });
    const values: number[] = [];
    let seconds = 0;
    for (let run = 0; run < runs; run++) {
      const { stdout, stderr, status } = spawnSync(file, args, { cwd: rootFolder, encoding: "utf8" });
      if (status !== 0) {
        skipped.push({ name, reason: stderr.trim().split("\n").at(-1) ?? "it failed" });
        continue;
      }
      const report: ForecastReport = JSON.parse(stdout);
      values.push(report.predicted / report.measured);
      seconds = report.measured;
    }
    const description = `the last took ${seconds.toFixed(2)} s`;
    if (values.length > 0) measured.push({ name, case: "", description, steps: 1, values });
  }
  const all = measured.flatMap(({ values }) => values);
  const near = all.filter((value) => value >= least && value <= most).length / all.length;
  return {
    workload: forecastsName,
    title: "Forecast of a gradient check over its measured time, each in a new process",
    unit: "times",
    date: new Date().toISOString(),
    machine,
    measured,
    comparisons: [],
    facts: [
      {
        name: `forecasts within ${least} and ${most} times`,
        value: near,
        unit: "of all",
        goal: { atLeast: 0.9 },
      },
    ],
    skipped,
  };
}
