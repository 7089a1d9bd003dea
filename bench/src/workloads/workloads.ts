import type { Workload } from "../measuring/measure.js";
import { busyCore } from "./busy-core.js";
import { forecastsName } from "./forecasts.js";
import { gradientChecks } from "./gradient-checks.js";
import { layerOperationsWorkload } from "./layer-operations.js";
import { memoryName } from "./memory.js";
import { elementwise, overhead, products } from "./operations.js";
import { runCosts } from "./run-costs.js";
import { startUp } from "./start-up.js";
import { reading, streamedSteps } from "./streaming.js";
import { trainingCases, trainingWorkload } from "./training.js";
import { vanishing } from "./vanishing.js";

/** Every workload that is measured in rounds. */
export function allWorkloads(): readonly Workload[] {
  return [
    ...trainingCases.map(trainingWorkload),
    products,
    elementwise,
    overhead,
    layerOperationsWorkload,
    busyCore,
    vanishing,
    gradientChecks,
    reading(),
    streamedSteps,
    startUp(),
  ];
}

/** Names of everything that can be measured, in the order of the page. */
export const workloadNames = (workloads: readonly Workload[]): readonly string[] => [
  ...workloads.map(({ name }) => name),
  ...runCosts.map(({ workload }) => workload),
  forecastsName,
  memoryName,
];
