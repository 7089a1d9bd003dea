import { contestantName, engineChoices } from "../engines.js";
import type { Entrant, Workload } from "../measuring/measure.js";
import type { Task } from "../tasks/task.js";
import { startTask } from "./commands.js";

// so small a rate that no weight changes: gradients stay what they are from the first step to the last
const lr = 1e-44;
const cases = [
  { widths: [784, 50, 10], batch: 100, samples: 10_000, lr },
  { widths: [784, 512, 512, 10], batch: 128, samples: 10_000, lr },
];
// below 2^-126, the least number of float32 with all its digits
const subnormalStd = 1e-40;

/** Training steps whose gradients below the last layer are all subnormal, compared with ordinary ones. */
export const vanishing: Workload = {
  name: "vanishing",
  title: "Training with subnormal gradients",
  unit: "steps/s",
  larger: true,
  entrants: cases.flatMap((setting) =>
    engineChoices
      .filter(({ name }) => name !== "reference")
      .flatMap((engine): Entrant[] => {
        const usual: Task = { kind: "training", engine, setting };
        const name = contestantName(engine);
        const value = (seconds: number) => 1 / seconds;
        const which = setting.widths.join("-");
        return [
          { name, case: which, start: () => startTask(usual), value },
          {
            name: `${name} vanishing`,
            case: which,
            start: () => startTask({ ...usual, lastStd: subnormalStd }),
            value,
          },
        ];
      }),
  ),
  ratios: engineChoices.map(contestantName).map((name) => ({
    name: `${name}: usual to vanishing`,
    above: [name],
    below: [`${name} vanishing`],
    goals: Object.fromEntries(cases.map(({ widths }) => [widths.join("-"), { atMost: 2 }])),
  })),
};
