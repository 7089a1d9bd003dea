import { defined } from "@retrograd/core";
import { contestantName, engineChoices } from "../engines.js";
import type { Entrant, Ratio, Workload } from "../measuring/measure.js";
import type { Goal } from "../results/result.js";
import type { TrainingSetting } from "../tasks/task.js";
import { startPeer, startPython, startTask } from "./commands.js";

/** A training workload: a network, and what its ratios are to reach. */
export interface TrainingCase {
  readonly setting: TrainingSetting;
  /** Slower contestants that would take minutes are left out. */
  readonly without: readonly string[];
  readonly ofLimit: number;
  readonly ofTfjs?: number;
  readonly ofJax?: number;
  readonly ofOneThread?: number;
}

const lr = 0.01;

/** The four sizes, from where overhead counts most to where the products are nearly all. */
export const trainingCases: readonly TrainingCase[] = [
  {
    setting: { widths: [784, 50, 10], batch: 100, samples: 60_000, lr },
    without: [],
    ofLimit: 0.8,
    ofTfjs: 8,
    ofJax: 10,
    ofOneThread: 0.95,
  },
  {
    setting: { widths: [784, 512, 512, 10], batch: 128, samples: 60_000, lr },
    without: ["reference 1"],
    ofLimit: 0.85,
    ofTfjs: 8,
    ofJax: 1.8,
  },
  {
    setting: { widths: [1024, 1024, 1024, 1024, 10], batch: 256, samples: 20_000, lr },
    without: ["reference 1", "tfjs cpu"],
    ofLimit: 0.9,
    ofTfjs: 8,
    ofJax: 1.8,
    ofOneThread: 1.7,
  },
  {
    setting: { widths: [2048, 4096, 4096, 10], batch: 512, samples: 10_000, lr },
    without: ["reference 1", "tfjs wasm", "tfjs cpu", "jax-js"],
    ofLimit: 0.95,
  },
];

/** Whole training steps of a network on every engine, compared with the products alone and with other libraries. */
export function trainingWorkload(training: TrainingCase): Workload {
  const { setting, without } = training;
  const { widths, batch } = setting;
  const name = widths.join("-");
  return {
    name,
    title: `Training ${name}, batch ${batch}`,
    unit: "steps/s",
    larger: true,
    entrants: entrantsOf(setting).filter((entrant) => !without.includes(entrant.name)),
    ratios: ratiosOf(training),
  };
}

function entrantsOf(setting: TrainingSetting): readonly Entrant[] {
  const entrant = (name: string, start: Entrant["start"]): Entrant => {
    return { name, case: "", start, value: (seconds) => 1 / seconds };
  };
  const threads = [1, 2];
  return [
    ...engineChoices.map((engine) =>
      entrant(contestantName(engine), () => startTask({ kind: "training", engine, setting })),
    ),
    ...threads.map((count) =>
      entrant(`products alone ${count}`, () => startTask({ kind: "limit", threads: count, setting })),
    ),
    ...threads.map((count) =>
      entrant(`NumPy ${count}`, () => startPython("training_numpy.py", { ...setting }, count)),
    ),
    ...threads.map((count) =>
      entrant(`PyTorch ${count}`, () => startPython("training_torch.py", { ...setting }, count)),
    ),
    entrant("tfjs wasm", () => startPeer("tfjs.mjs", { ...setting, backend: "wasm" })),
    entrant("tfjs cpu", () => startPeer("tfjs.mjs", { ...setting, backend: "cpu" })),
    entrant("jax-js", () => startPeer("jax-js.mjs", { ...setting })),
  ];
}

function ratiosOf({ ofLimit, ofTfjs, ofJax, ofOneThread }: TrainingCase): readonly Ratio[] {
  const ratio = (name: string, above: string, below: readonly string[], least?: number): Ratio => {
    const goal: Goal | undefined = least === undefined ? undefined : { atLeast: least };
    return { name, above: [above], below, ...defined({ goals: goal && { "": goal } }) };
  };
  const python = ["NumPy 1", "NumPy 2", "PyTorch 1", "PyTorch 2"];
  return [
    ratio("blas to the products alone, 1 thread", "blas 1", ["products alone 1"], ofLimit),
    ratio("blas to the products alone, 2 threads", "blas 2", ["products alone 2"], ofLimit),
    ratio("blas, 2 threads, to the best of NumPy and PyTorch", "blas 2", python, 1.2),
    ratio("blas, 1 thread, to the best of NumPy and PyTorch", "blas 1", python),
    ratio("portable, 2 threads, to tfjs wasm", "portable 2", ["tfjs wasm"], ofTfjs),
    ratio("portable, 1 thread, to tfjs wasm", "portable 1", ["tfjs wasm"]),
    ratio("portable, 2 threads, to jax-js", "portable 2", ["jax-js"], ofJax),
    ratio("portable, 1 thread, to jax-js", "portable 1", ["jax-js"]),
    ratio("blas, 2 threads to 1", "blas 2", ["blas 1"], ofOneThread),
    ratio("portable, 2 threads to 1", "portable 2", ["portable 1"], ofOneThread),
  ];
}
