import { RetrogradError } from "@retrograd/core";
import type { JsonState, Schedule } from "@retrograd/plugin";

/** The learning rate of a step: the optimizer's own, or that of the schedule.
 *  @throws RetrogradError E_PLUGIN when it is not finite, which would otherwise look like divergence */
export function rateOfStep(
  step: number,
  lr: number,
  schedule: Schedule | undefined,
  state: JsonState,
): number {
  const rate = schedule?.rate(step, lr, state) ?? lr;
  if (schedule === undefined || Number.isFinite(rate)) return rate;
  throw new RetrogradError(
    "E_PLUGIN",
    `the schedule returned the learning rate ${rate} for step ${step}: it must be a finite number`,
  );
}
