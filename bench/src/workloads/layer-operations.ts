import { contestantName, engineChoices } from "../engines.js";
import type { Entrant, Workload } from "../measuring/measure.js";
import { layerOperations } from "../tasks/layer-operation.js";
import { startPython, startTask } from "./commands.js";

const engines = engineChoices.filter(({ name, threads }) => threads === 1 && name !== "reference");
const cases = Object.keys(layerOperations);
const goalOf = (atLeast: number) => Object.fromEntries(cases.map((name) => [name, { atLeast }]));

/** The operations that layers for pictures, sequences and language are made of, forward and backward, on one thread. */
export const layerOperationsWorkload: Workload = {
  name: "layer-operations",
  title: "Operations of layers, f32, one thread, processor time",
  unit: "operations/s",
  larger: true,
  entrants: cases.flatMap((operation): Entrant[] => {
    const value = (seconds: number) => 1 / seconds;
    return [
      ...engines.map((engine) => ({
        name: contestantName(engine),
        case: operation,
        start: () => startTask({ kind: "layerOperation", engine, operation }, "processorSeconds"),
        value,
      })),
      ...["numpy", "torch"].map((library) => ({
        name: `${library === "numpy" ? "NumPy" : "PyTorch"} 1`,
        case: operation,
        start: () => startPython(`layer_operation_${library}.py`, { operation }, 1, "processorSeconds"),
        value,
      })),
    ];
  }),
  ratios: [
    { name: "blas to NumPy", above: ["blas 1"], below: ["NumPy 1"], goals: goalOf(1) },
    { name: "portable to NumPy", above: ["portable 1"], below: ["NumPy 1"], goals: goalOf(0.6) },
    { name: "blas to PyTorch", above: ["blas 1"], below: ["PyTorch 1"] },
  ],
};
