import type { Entrant, Workload } from "../measuring/measure.js";
import type { Goal } from "../results/result.js";
import { startTask } from "./commands.js";

const setting = { widths: [784, 50, 10], batch: 100, samples: 20_000, lr: 0.01 };
const engines = ["blas", "portable"] as const;
type EngineName = (typeof engines)[number];

const entrant = (engine: EngineName, name: string, start: Entrant["start"]): Entrant => {
  return { name, case: engine, start, value: (seconds) => seconds * 1e6 };
};

/** A run that keeps what the settings say, and nothing else. */
const run = (engine: EngineName, name: string, set: readonly string[]) =>
  entrant(engine, name, () => startTask({ kind: "run", engine, set }));

const goal = (atMost: number): Readonly<Record<string, Goal>> =>
  Object.fromEntries(engines.map((engine) => [engine, { atMost }]));

const unit = { unit: "us", larger: false } as const;

/** What checkpoints cost a run: whole runs that make one every 100 steps beside runs that keep nothing. */
const checkpointCost: Workload = {
  ...unit,
  name: "checkpoint-cost",
  title: "A step of a run of 784-50-10, batch 100, with checkpoints and without",
  entrants: engines.flatMap((engine) => [
    run(engine, "nothing kept", []),
    run(engine, "checkpoints", ["train.checkpoint.every=100"]),
  ]),
  ratios: [
    {
      name: "a checkpoint every 100 steps, to none",
      above: ["checkpoints"],
      below: ["nothing kept"],
      goals: goal(1.05),
    },
  ],
};

/** What rows of metrics.jsonl cost a run. */
const rowCost: Workload = {
  ...unit,
  name: "row-cost",
  title: "A step of a run of 784-50-10, batch 100, with rows of metrics.jsonl and without",
  entrants: [
    run("blas", "nothing kept", []),
    run("blas", "log", ["train.log.every=100"]),
    run("blas", "statistics", ["train.statistics.every=100"]),
    run("blas", "statistics, each step", ["train.statistics.every=1"]),
  ],
  ratios: [
    { name: "a row every 100 steps, to none", above: ["log"], below: ["nothing kept"], goals: goal(1.02) },
    { name: "statistics every 100 steps, to none", above: ["statistics"], below: ["nothing kept"] },
    { name: "statistics of each step, to none", above: ["statistics, each step"], below: ["nothing kept"] },
  ],
};

/** What it costs to look for NaN and infinities in each output. */
const watchCost: Workload = {
  ...unit,
  name: "watch-cost",
  title: "A step of 784-50-10, batch 100, watched for NaN and not",
  entrants: engines.flatMap((engine) =>
    [true, false].map((watched) =>
      entrant(engine, watched ? "watched" : "not watched", () =>
        startTask({ kind: "guard", engine: { name: engine, threads: 2 }, setting, watched }),
      ),
    ),
  ),
  ratios: [{ name: "watched, to not", above: ["watched"], below: ["not watched"], goals: goal(1.02) }],
};

/** What a run pays for what it keeps and what it looks for. */
export const runCosts: readonly Workload[] = [checkpointCost, rowCost, watchCost];
