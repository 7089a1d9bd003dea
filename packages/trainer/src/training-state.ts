import type { NetworkParams } from "@retrograd/network";
import type { JsonState, Optimizer, Schedule } from "@retrograd/plugin";
import { initOptimizerState, type OptimizerState } from "./optimizers/optimizer-state.js";
import type { StopState } from "./stop.js";

/** Why training ended: all steps were taken, or one of the criteria of `stop` was met. */
export type EndReason = "steps" | "target" | "patience" | "time";

/** All that training changes beside the parameters, after a whole step or its evaluation. Together with them it is what a checkpoint holds:
 *  training that begins from it goes on as if it had never ended. Draws are keyed by seed and step and need no state here,
 *  but for `rng: numpy`, whose one generator the caller keeps. */
export interface TrainingState {
  /** Steps taken. */
  readonly step: number;
  /** Whether the evaluation that is due after this step is still to be made. */
  readonly toEvaluate: boolean;
  /** Written in place by every step; whoever keeps it copies it. */
  readonly optimizer: OptimizerState;
  readonly schedule: JsonState;
  readonly stop: StopState;
  /** Why training has ended, once it has. */
  readonly ended?: EndReason;
}

/** The state before the first step. */
export function initTraining(
  params: NetworkParams,
  optimizer: Optimizer,
  schedule: Schedule | undefined,
): TrainingState {
  return {
    step: 0,
    toEvaluate: false,
    optimizer: initOptimizerState(optimizer, params),
    schedule: schedule?.initialState ?? {},
    stop: { seconds: 0, waited: 0 },
  };
}
