import type { RandomStreams } from "@retrograd/core";
import type { BatchOrder } from "@retrograd/data";
import type { Network, NetworkParams, ParameterRule } from "@retrograd/network";
import type { Metric, Optimizer, SampleSet, Schedule, Split } from "@retrograd/plugin";
import type { ClipRule } from "./clip-gradients.js";
import type { StopCriterion } from "./stop.js";
import type { TrainingState } from "./training-state.js";

/** Samples by split. */
export type SplitData = Readonly<{ train: SampleSet } & Partial<Record<Split, SampleSet>>>;

/** Options of `train`. */
export interface TrainOptions {
  readonly network: Network;
  /** The optimizer writes them in place. */
  readonly params: NetworkParams;
  readonly data: SplitData;
  readonly optimizer: Optimizer;
  /** Learning rates over the steps. Default: the optimizer's own. */
  readonly schedule?: Schedule;
  /** Clipping of the gradients before each update. Default: none. */
  readonly clip?: ClipRule;
  /** How some parameters are updated in another way. The first rule that matches a parameter counts. Default: all alike. */
  readonly parameters?: readonly ParameterRule[];
  readonly order: BatchOrder;
  /** Maximum number of steps. */
  readonly steps: number;
  /** Random streams of the experiment, for layers that draw random numbers. */
  readonly streams: RandomStreams;
  /** Steps between evaluations. Default: an epoch. The first and the last step are always evaluated. */
  readonly evaluateEvery?: number;
  /** The splits to evaluate. Default: all splits of the data. */
  readonly splits?: readonly Split[];
  /** Metrics in addition to the loss. Default: accuracy for classes, R2 for values. */
  readonly metrics?: readonly Metric[];
  /** Steps between logged steps. Default: 100. The first and the last step are always logged. */
  readonly logEvery?: number;
  /** Steps between statistics of parameters, gradients and updates. Default: no statistics. The first and the last step
   *  always have them. With statistics, evaluations count the units that have stopped learning. */
  readonly statisticsEvery?: number;
  readonly stop?: StopCriterion;
  /** The state to resume from, of an earlier training with the same parameters. Default: a new training. */
  readonly from?: TrainingState;
  /** Clock in milliseconds from any origin, such as performance.now. Default: none, and all times are 0. */
  readonly clock?: () => number;
}
