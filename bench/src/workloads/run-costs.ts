import type { Entrant, Workload } from "../measuring/measure.js";
import { startTask } from "./commands.js";

const setting = { widths: [784, 50, 10], batch: 100, samples: 20_000, lr: 0.01 };
const engines = ["blas", "portable"] as const;

const entrant = (engine: string, name: string, start: Entrant["start"]): Entrant => {
  return { name, case: engine, start, value: (seconds) => seconds * 1e6 };
};

/** What a run keeps while it trains, by the settings that ask for it. */
const kept = {
  nothing: [],
  log: ["train.log.every=100"],
  checkpoints: ["train.checkpoint.every=100"],
  statistics: ["train.statistics.every=100"],
  "statistics, each step": ["train.statistics.every=1"],
} as const;

const goal = (atMost: number) => Object.fromEntries(engines.map((engine) => [engine, { atMost }]));

/** What it costs a run of 784-50-10 to write its log, checkpoints and statistics, and to look for NaN: whole runs beside runs
 *  that keep nothing, and bare steps beside steps that are not watched. */
export const runCosts: Workload = {
  name: "run-costs",
  title: "What a run of 784-50-10, batch 100, keeps: a step",
  unit: "us",
  larger: false,
  entrants: engines.flatMap((engine) => [
    ...Object.entries(kept).map(([name, set]) =>
      entrant(engine, name, () => startTask({ kind: "run", engine, set })),
    ),
    ...[true, false].map((watched) =>
      entrant(engine, watched ? "steps, watched" : "steps, not watched", () =>
        startTask({ kind: "guard", engine: { name: engine, threads: 2 }, setting, watched }),
      ),
    ),
  ]),
  ratios: [
    { name: "log every 100 steps, to nothing", above: ["log"], below: ["nothing"], goals: goal(1.02) },
    {
      name: "checkpoint every 100 steps, to nothing",
      above: ["checkpoints"],
      below: ["nothing"],
      goals: goal(1.05),
    },
    { name: "statistics every 100 steps, to nothing", above: ["statistics"], below: ["nothing"] },
    { name: "statistics at each step, to nothing", above: ["statistics, each step"], below: ["nothing"] },
    {
      name: "watch for NaN, to none",
      above: ["steps, watched"],
      below: ["steps, not watched"],
      goals: goal(1.02),
    },
  ],
};
