import { spawnSync } from "node:child_process";
import { rootFolder } from "../folders.js";
import type { Tell } from "../measuring/measure.js";
import type { RoundOptions } from "../measuring/rounds.js";
import { pairedRatios } from "../measuring/statistics.js";
import { thisMachine } from "../results/machine.js";
import type { Comparison, Measured, Result, Skipped } from "../results/result.js";
import { type CyclesReport, cycle } from "../tasks/cycles.js";
import { taskCommand } from "./commands.js";

/** What a run does every 100 steps. */
interface Habit {
  readonly name: string;
  readonly engine: "blas" | "portable";
  readonly set: readonly string[];
  /** How long a step may take at most, to one without. */
  readonly atMost?: number;
}

/** Something that runs do, and what it costs them. */
export interface RunCost {
  readonly workload: string;
  readonly title: string;
  readonly habits: readonly Habit[];
}

/** What checkpoints and rows cost a run. */
export const runCosts: readonly RunCost[] = [
  {
    workload: "checkpoint-cost",
    title: "A step of a run of 784-50-10, batch 100, that makes a checkpoint every 100 steps",
    habits: (["blas", "portable"] as const).map((engine) => {
      return { name: "checkpoints", engine, set: [`train.checkpoint.every=${cycle}`], atMost: 1.05 };
    }),
  },
  {
    workload: "row-cost",
    title: "A step of a run of 784-50-10, batch 100, that writes rows of metrics.jsonl every 100 steps",
    habits: [
      { name: "log", engine: "blas", set: [`train.log.every=${cycle}`], atMost: 1.02 },
      { name: "statistics", engine: "blas", set: [`train.statistics.every=${cycle}`] },
    ],
  },
];

/** Measures all steps of a run beside those of the same run that are far from what it does every 100 steps. */
export function measureRunCost(
  { workload, title, habits }: RunCost,
  options: RoundOptions,
  tell: Tell,
): Result {
  const machine = thisMachine();
  const measured: Measured[] = [];
  const comparisons: Comparison[] = [];
  const skipped: Skipped[] = [];
  for (const { name, engine, set, atMost } of habits) {
    tell(`${workload}: ${name} on ${engine}`);
    const { file, args } = taskCommand({ kind: "cycles", engine, set, ...options });
    const { stdout, stderr, status } = spawnSync(file, args, { cwd: rootFolder, encoding: "utf8" });
    if (status !== 0) {
      const reason = stderr.trim().split("\n").at(-1) ?? "it failed";
      skipped.push({ name: `${name} (${engine})`, reason });
      continue;
    }
    const { description, whole, quiet }: CyclesReport = JSON.parse(stdout);
    const inMicroseconds = (seconds: readonly number[]) => seconds.map((one) => one * 1e6);
    const common = { case: engine, description, steps: cycle };
    measured.push(
      { name: `${name}, all steps`, ...common, values: inMicroseconds(whole) },
      { name: `${name}, steps far from them`, ...common, values: inMicroseconds(quiet) },
    );
    comparisons.push({
      name: `${name}: all steps, to those far from them`,
      case: engine,
      ratios: pairedRatios(whole, quiet),
      ...(atMost === undefined ? {} : { goal: { atMost } }),
    });
  }
  const date = new Date().toISOString();
  return { workload, title, unit: "us", date, machine, measured, comparisons, facts: [], skipped };
}
