import { RetrogradError } from "@retrograd/core";
import type { JsonState, Schedule } from "@retrograd/plugin";

/** The learning rate of a step: the optimizer's own, or what a schedule makes of it.
 *  @throws RetrogradError E_PLUGIN when it is not finite: it would break the parameters, and look like training that diverged */
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
    `the schedule gives step ${step} a learning rate of ${rate}: it must be a finite number`,
  );
}
