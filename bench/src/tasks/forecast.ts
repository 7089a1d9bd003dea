import { performance } from "node:perf_hooks";
import { createPortableEngine } from "@retrograd/core";
import { checkNetwork, forecastCheck, planWithin } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { buildNetwork } from "@retrograd/network";
import { createRegistry } from "@retrograd/plugin";
import type { Task } from "./task.js";
import { layersOf } from "./training.js";

// What of a time budget the command spends on trying.
const forTrying = 0.2;

/** What a check was told to take, and what it took, in seconds. */
export interface ForecastReport {
  readonly predicted: number;
  readonly measured: number;
  /** What telling took. */
  readonly telling: number;
}

/** Plans a check within a time, and makes it, both in a process that has done nothing before.
 *  @throws Error when nothing fits into the time */
export function forecast({ setting, budget }: Extract<Task, { kind: "forecast" }>): ForecastReport {
  const { widths, batch } = setting;
  const model = { input: [widths[0]], layers: layersOf(widths) };
  const network = buildNetwork(createRegistry(builtins), model, {
    dtype: "f64",
    engine: createPortableEngine(),
  });
  const now = () => performance.now();
  const begun = now();
  const told = forecastCheck(network, { batch, trying: forTrying * budget }, now);
  const ready = now();
  const plan = planWithin(told, budget - (ready - begun) / 1000);
  if (plan === undefined) throw new Error(`nothing fits into ${budget} s`);
  checkNetwork(network, { batch, mode: plan.modeOf });
  const seconds = (from: number, to: number) => (to - from) / 1000;
  return { predicted: plan.seconds, measured: seconds(ready, now()), telling: seconds(begun, ready) };
}
