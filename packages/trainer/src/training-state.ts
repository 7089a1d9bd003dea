import type { BatchOrder } from "@retrograd/data";
import { initRowStates, type Network, type NetworkParams, type ParameterRule } from "@retrograd/network";
import type { JsonState, Optimizer, Schedule } from "@retrograd/plugin";
import { findLearned } from "./learned.js";
import { initOptimizerState, type OptimizerState } from "./optimizers/optimizer-state.js";
import type { StopState } from "./stop.js";

/** Why training ended: all steps are done, or a criterion of `stop` is met. */
export type EndReason = "steps" | "target" | "patience" | "time";

/** The state of training after a step or its evaluation. With the parameters it is the content of a checkpoint: training that
 *  resumes from it gives the same results as uninterrupted training. Random draws depend on seed and step and need no state
 *  here, except for `rng: numpy`, whose single generator the caller keeps. */
export interface TrainingState {
  /** Number of steps done. */
  readonly step: number;
  /** Whether the evaluation after this step is still pending. */
  readonly toEvaluate: boolean;
  /** Every step writes it in place: copy it to keep it. */
  readonly optimizer: OptimizerState;
  /** The state of each row of the batch, by layer; {} for a network whose layers keep none. Every step writes it in place:
   *  copy it to keep it. */
  readonly rowStates: NetworkParams;
  readonly schedule: JsonState;
  readonly stop: StopState;
  /** Why training has ended; absent before. */
  readonly ended?: EndReason;
}

/** What the state of training is about, of the options of `train`. */
export interface TrainingSubject {
  readonly network: Network;
  readonly params: NetworkParams;
  readonly optimizer: Optimizer;
  readonly schedule?: Schedule;
  readonly parameters?: readonly ParameterRule[];
  readonly order: Pick<BatchOrder, "streams">;
}

/** The state before the first step. */
export function initTraining(subject: TrainingSubject): TrainingState {
  const { network, optimizer, schedule, order } = subject;
  return {
    step: 0,
    toEvaluate: false,
    optimizer: initOptimizerState(optimizer, findLearned(subject).params),
    rowStates: initRowStates(network, order.streams ?? 0),
    schedule: schedule?.initialState ?? {},
    stop: { seconds: 0, waited: 0 },
  };
}
