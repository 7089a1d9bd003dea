import { contestantName, engineChoices } from "../engines.js";
import type { Entrant, Workload } from "../measuring/measure.js";
import type { OperationName } from "../tasks/task.js";
import { startPython, startTask } from "./commands.js";

const engines = engineChoices;
const names: readonly OperationName[] = [
  "add",
  "multiply",
  "relu",
  "exp",
  "tanh",
  "sigmoid",
  "addRow",
  "sumRows",
];
const oneThread = engines.filter(({ threads }) => threads === 1);

/** Square products on every engine and through BLAS itself. */
export const products: Workload = {
  name: "products",
  title: "Square matrix products, f32",
  unit: "GFLOP/s",
  larger: true,
  entrants: [64, 256, 512, 1024].flatMap((size): Entrant[] => {
    const value = (seconds: number) => (2 * size ** 3) / seconds / 1e9;
    const measured = engines.filter(({ name }) => name !== "reference" || size <= 256);
    return [
      ...measured.map((engine) => ({
        name: contestantName(engine),
        case: String(size),
        start: () => startTask({ kind: "product", engine, size }),
        value,
      })),
      ...[1, 2].map((threads) => ({
        name: `BLAS alone ${threads}`,
        case: String(size),
        start: () => startTask({ kind: "blasProduct", threads, size }),
        value,
      })),
    ];
  }),
  ratios: [
    {
      name: "portable to BLAS alone, 1 thread",
      above: ["portable 1"],
      below: ["BLAS alone 1"],
      goals: { 512: { atLeast: 0.26 } },
    },
    { name: "portable, 2 threads to 1", above: ["portable 2"], below: ["portable 1"] },
    { name: "blas to BLAS alone, 1 thread", above: ["blas 1"], below: ["BLAS alone 1"] },
    { name: "blas to BLAS alone, 2 threads", above: ["blas 2"], below: ["BLAS alone 2"] },
  ],
};

const elements = 1000;

/** Operations on a million numbers, one thread. Those of the blas engine are the portable engine's. */
export const elementwise: Workload = {
  name: "elementwise",
  title: "Operations on [1000, 1000], f32",
  unit: "million elements/s",
  larger: true,
  entrants: names.flatMap((operation): Entrant[] => {
    const value = (seconds: number) => elements ** 2 / seconds / 1e6;
    const shape = [elements, elements] as const;
    return [
      ...oneThread
        .filter(({ name }) => name !== "blas")
        .map((engine) => ({
          name: contestantName(engine),
          case: operation,
          start: () => startTask({ kind: "operation", engine, operation, shape }),
          value,
        })),
      {
        name: "NumPy 1",
        case: operation,
        start: () => startPython("operation_numpy.py", { operation, shape }, 1),
        value,
      },
    ];
  }),
  ratios: [
    { name: "portable to NumPy", above: ["portable 1"], below: ["NumPy 1"] },
    { name: "portable to reference", above: ["portable 1"], below: ["reference 1"] },
  ],
};

/** What one public operation costs on 4 numbers: checks, memory, scopes, calls. */
export const overhead: Workload = {
  name: "overhead",
  title: "One operation on 4 numbers",
  unit: "us",
  larger: false,
  entrants: names.flatMap((operation): Entrant[] => {
    const shape = [2, 2] as const;
    const value = (seconds: number) => seconds * 1e6;
    return [
      ...oneThread.map((engine) => ({
        name: contestantName(engine),
        case: operation,
        start: () => startTask({ kind: "operation", engine, operation, shape }),
        value,
      })),
      {
        name: "NumPy 1",
        case: operation,
        start: () => startPython("operation_numpy.py", { operation, shape }, 1),
        value,
      },
    ];
  }),
  ratios: [],
};
