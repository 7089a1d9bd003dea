import { spawnSync } from "node:child_process";
import { defined } from "@retrograd/core";
import { rootFolder } from "../folders.js";
import type { Tell } from "../measuring/measure.js";
import type { RoundOptions } from "../measuring/rounds.js";
import { pairedRatios } from "../measuring/statistics.js";
import { thisMachine } from "../results/machine.js";
import type { Comparison, Measured, Result, Skipped } from "../results/result.js";
import { cycle } from "../tasks/cycles.js";
import type { PairReport } from "../tasks/pair-report.js";
import type { Task } from "../tasks/task.js";
import { taskCommand } from "./commands.js";

/** Two things that one process does in turn. */
interface Pair {
  readonly above: string;
  readonly below: string;
  /** The engine. */
  readonly case: "blas" | "portable";
  task(options: RoundOptions): Task;
  /** How many times as long the first may take. */
  readonly atMost?: number;
}

/** Work in addition to the training steps, and its cost. */
export interface RunCost {
  readonly workload: string;
  readonly title: string;
  readonly pairs: readonly Pair[];
}

const engines = ["blas", "portable"] as const;
const setting = { widths: [784, 50, 10], batch: 100, samples: 20_000, lr: 0.01 };

/** A run that does something every 100 steps. */
const habit = (name: string, engine: Pair["case"], set: readonly string[]): Pair => ({
  above: `${name}, all steps`,
  below: `${name}, steps far from them`,
  case: engine,
  task: (options) => ({ kind: "cycles", engine, set, ...options }),
});

/** What a run pays for what it keeps and what it looks for. */
export const runCosts: readonly RunCost[] = [
  {
    workload: "checkpoint-cost",
    title: "A step of a run of 784-50-10, batch 100, that makes a checkpoint every 100 steps",
    pairs: engines.map((engine) => {
      return { ...habit("checkpoints", engine, [`train.checkpoint.every=${cycle}`]), atMost: 1.05 };
    }),
  },
  {
    workload: "row-cost",
    title: "A step of a run of 784-50-10, batch 100, that writes rows of metrics.jsonl every 100 steps",
    pairs: [
      { ...habit("log", "blas", [`train.log.every=${cycle}`]), atMost: 1.02 },
      habit("statistics", "blas", [`train.statistics.every=${cycle}`]),
    ],
  },
  {
    workload: "watch-cost",
    title: "A step of 784-50-10, batch 100, watched for NaN and not",
    pairs: engines.map((engine) => ({
      above: "watched",
      below: "not watched",
      case: engine,
      task: (options) => ({ kind: "guard", engine: { name: engine, threads: 2 }, setting, ...options }),
      atMost: 1.02,
    })),
  },
];

/** Measures the pairs of a workload, each in a process of its own. */
export function measureRunCost(
  { workload, title, pairs }: RunCost,
  options: RoundOptions,
  tell: Tell,
): Result {
  const machine = thisMachine();
  const measured: Measured[] = [];
  const comparisons: Comparison[] = [];
  const skipped: Skipped[] = [];
  for (const { above, below, case: engine, task, atMost } of pairs) {
    const name = `${above}, to ${below}`;
    tell(`${workload}: ${name} on ${engine}`);
    const { file, args } = taskCommand(task(options));
    const { stdout, stderr, status } = spawnSync(file, args, { cwd: rootFolder, encoding: "utf8" });
    if (status !== 0) {
      skipped.push({ name: `${name} (${engine})`, reason: stderr.trim().split("\n").at(-1) ?? "it failed" });
      continue;
    }
    const report: PairReport = JSON.parse(stdout);
    const inMicroseconds = (seconds: readonly number[]) => seconds.map((one) => one * 1e6);
    const common = { case: engine, description: report.description, steps: report.steps };
    measured.push({ name: above, ...common, values: inMicroseconds(report.above) });
    measured.push({ name: below, ...common, values: inMicroseconds(report.below) });
    comparisons.push({
      name,
      case: engine,
      ratios: pairedRatios(report.above, report.below),
      ...defined({ goal: atMost === undefined ? undefined : { atMost } }),
    });
  }
  const date = new Date().toISOString();
  return { workload, title, unit: "us", date, machine, measured, comparisons, facts: [], skipped };
}
