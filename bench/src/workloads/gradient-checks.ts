import type { Entrant, Workload } from "../measuring/measure.js";
import type { CheckSetting } from "../tasks/task.js";
import { startPython, startTask } from "./commands.js";

const setting: CheckSetting = { widths: [784, 50, 10], batch: 3 };

const entrant = (name: string, start: Entrant["start"]): Entrant => {
  return { name, case: "", start, value: (seconds) => seconds * 1000 };
};

/** Whole gradient checks of one network, in a warm process, compared with other libraries. */
export const gradientChecks: Workload = {
  name: "gradient-checks",
  title: "Gradient check of 784-50-10, batch 3, f64: 39,760 parameters and the input",
  unit: "ms",
  larger: false,
  entrants: [
    entrant("exhaustive", () => startTask({ kind: "gradcheck", mode: "exhaustive", setting })),
    entrant("fast", () => startTask({ kind: "gradcheck", mode: "fast", setting })),
    entrant("PyTorch slow", () => startPython("gradcheck_torch.py", { ...setting, fast: false }, 1)),
    entrant("PyTorch fast", () => startPython("gradcheck_torch.py", { ...setting, fast: true }, 1)),
    entrant("NumPy", () => startPython("gradcheck_numpy.py", { ...setting }, 1)),
  ],
  ratios: [
    {
      name: "PyTorch's slow mode to exhaustive",
      above: ["PyTorch slow"],
      below: ["exhaustive"],
      goals: { "": { atLeast: 3 } },
    },
    { name: "NumPy, every element, to exhaustive", above: ["NumPy"], below: ["exhaustive"] },
    { name: "PyTorch's fast mode to fast", above: ["PyTorch fast"], below: ["fast"] },
    { name: "exhaustive to fast", above: ["exhaustive"], below: ["fast"] },
  ],
};
