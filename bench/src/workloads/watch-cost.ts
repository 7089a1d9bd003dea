import type { Workload } from "../measuring/measure.js";
import type { Goal } from "../results/result.js";
import { startTask } from "./commands.js";

const setting = { widths: [784, 50, 10], batch: 100, samples: 20_000, lr: 0.01 };
const engines = ["blas", "portable"] as const;

const goals: Readonly<Record<string, Goal>> = Object.fromEntries(
  engines.map((engine) => [engine, { atMost: 1.02 }]),
);

/** What it costs to look for NaN and infinities in each output. */
export const watchCost: Workload = {
  name: "watch-cost",
  title: "A step of 784-50-10, batch 100, watched for NaN and not",
  unit: "us",
  larger: false,
  entrants: engines.flatMap((engine) =>
    [true, false].map((watched) => ({
      name: watched ? "watched" : "not watched",
      case: engine,
      start: () => startTask({ kind: "guard", engine: { name: engine, threads: 2 }, setting, watched }),
      value: (seconds: number) => seconds * 1e6,
    })),
  ),
  ratios: [{ name: "watched, to not", above: ["watched"], below: ["not watched"], goals }],
};
