import { performance } from "node:perf_hooks";
import { createPortableEngine } from "@retrograd/core";
import { checkNetwork, forecastCheck, planWithin } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { buildNetwork } from "@retrograd/network";
import { createRegistry } from "@retrograd/plugin";
import type { Task } from "./task.js";
import { layersOf } from "./training.js";

// The fraction of a time budget that the command spends on the forecast.
const forTrying = 0.2;

/** The forecast and the measured seconds of a check. */
export interface ForecastReport {
  readonly predicted: number;
  readonly measured: number;
  /** The seconds of the forecast itself. */
  readonly forecasting: number;
}

/** Plans a check within a time budget and runs it, both in a new process.
 *  @throws Error when nothing fits into the time */
export function forecast({ setting, budget }: Extract<Task, { kind: "forecast" }>): ForecastReport {
  const { widths, batch } = setting;
  const model = { input: [widths[0]], layers: layersOf(widths) };
  const network = buildNetwork(createRegistry(builtins), model, {
    dtype: "f64",
    engine: createPortableEngine(),
  });
  const now = () => performance.now();
  const start = now();
  const estimate = forecastCheck(network, { batch, trying: forTrying * budget }, now);
  const ready = now();
  const plan = planWithin(estimate, budget - (ready - start) / 1000);
  if (plan === undefined) throw new Error(`nothing fits into ${budget} s`);
  checkNetwork(network, { batch, mode: plan.modeOf });
  const seconds = (from: number, to: number) => (to - from) / 1000;
  return { predicted: plan.seconds, measured: seconds(ready, now()), forecasting: seconds(start, ready) };
}
