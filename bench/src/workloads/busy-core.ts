import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";
import { contestantName, type EngineChoice } from "../engines.js";
import { startProcess } from "../measuring/contestant.js";
import type { Entrant, Workload } from "../measuring/measure.js";
import { createQuota } from "../measuring/quota.js";
import type { Goal } from "../results/result.js";
import type { TrainingSetting } from "../tasks/task.js";
import { taskCommand } from "./commands.js";

const lr = 0.01;
const settings: readonly TrainingSetting[] = [
  { widths: [784, 50, 10], batch: 100, samples: 60_000, lr },
  { widths: [784, 512, 512, 10], batch: 128, samples: 60_000, lr },
  { widths: [1024, 1024, 1024, 1024, 10], batch: 256, samples: 20_000, lr },
];

const engines = (["blas", "portable"] as const).flatMap((name) =>
  [1, 2].map((threads): EngineChoice => ({ name, threads })),
);

/** The load of the processors. */
const conditions = ["idle", "one core busy", "quota of 1 core", "quota of 1.5 cores"] as const;
type Condition = (typeof conditions)[number];

const quotas: Readonly<Partial<Record<Condition, number>>> = {
  "quota of 1 core": 1,
  "quota of 1.5 cores": 1.5,
};

const caseName = ({ widths }: TrainingSetting, condition: Condition) => `${widths.join("-")}, ${condition}`;

/** What 2 threads must reach of one: everywhere nearly as much; on an idle machine what they gain there. */
function goalOf({ widths }: TrainingSetting, condition: Condition): Goal {
  if (condition !== "idle") return { atLeast: 0.93 };
  return { atLeast: widths.length === 5 ? 1.7 : widths.length === 4 ? 1.5 : 1.1 };
}

const cases = settings.flatMap((setting) =>
  conditions.map((condition) => ({ setting, condition, name: caseName(setting, condition) })),
);

/** Training steps on two threads compared with one, where the second core is idle, busy, or forbidden. */
export const busyCore: Workload = {
  name: "busy-core",
  title: "Two threads where the second core is idle, busy or forbidden",
  unit: "steps/s",
  larger: true,
  entrants: cases.flatMap(({ setting, condition, name }) =>
    engines.map((engine): Entrant => {
      return {
        name: contestantName(engine),
        case: name,
        start: () => startWithin(engine, setting, condition),
        value: (seconds) => 1 / seconds,
      };
    }),
  ),
  ratios: (["blas", "portable"] as const).map((name) => ({
    name: `${name}, 2 threads to 1`,
    above: [`${name} 2`],
    below: [`${name} 1`],
    goals: Object.fromEntries(
      cases.map(({ setting, condition, name: which }) => [which, goalOf(setting, condition)]),
    ),
  })),
  background: (which) => (which.endsWith("one core busy") ? spin() : () => {}),
};

/** Starts a training, each in a group of its own where the condition is a quota. */
async function startWithin(engine: EngineChoice, setting: TrainingSetting, condition: Condition) {
  const command = taskCommand({ kind: "training", engine, setting });
  const processors = quotas[condition];
  if (processors === undefined) return startProcess(command);
  const quota = createQuota(`${contestantName(engine)}-${processors}`, processors);
  if ("skip" in quota) return quota;
  const started = await startProcess(quota.within(command));
  if ("skip" in started) {
    quota.remove();
    return started;
  }
  const { contestant } = started;
  return {
    contestant: {
      ...contestant,
      close() {
        contestant.close();
        setTimeout(quota.remove, 500);
      },
    },
  };
}

/** Keeps one core busy until it is stopped. */
function spin(): () => void {
  const child: ChildProcess = spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" });
  return () => child.kill("SIGKILL");
}
