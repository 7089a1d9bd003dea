import type { RandomStreams } from "@retrograd/core";
import type { BatchOrder } from "@retrograd/data";
import type { Network, NetworkParams } from "@retrograd/network";
import type { Metric, Optimizer, SampleSet, Schedule } from "@retrograd/plugin";
import type { ClipRule } from "./clip-gradients.js";
import type { Split } from "./events.js";
import type { StopCriterion } from "./stop.js";
import type { TrainingState } from "./training-state.js";

/** Samples by split. */
export type SplitData = Readonly<{ train: SampleSet } & Partial<Record<Split, SampleSet>>>;

/** What training depends on. */
export interface TrainOptions {
  readonly network: Network;
  /** Written in place by the optimizer. */
  readonly params: NetworkParams;
  readonly data: SplitData;
  readonly optimizer: Optimizer;
  /** Learning rates over the steps; the optimizer's own throughout unless told. */
  readonly schedule?: Schedule;
  /** How gradients are cut before each update; not at all unless told. */
  readonly clip?: ClipRule;
  readonly order: BatchOrder;
  /** Most steps to take. */
  readonly steps: number;
  /** Random streams of the experiment, for layers that draw. */
  readonly streams: RandomStreams;
  /** Steps between evaluations; an epoch unless told. The first and the last step are always evaluated. */
  readonly evaluateEvery?: number;
  /** What to evaluate, of the splits that there are; all of them unless told. */
  readonly splits?: readonly Split[];
  /** What is evaluated beside the loss; accuracy of classes and R2 of values unless told. */
  readonly metrics?: readonly Metric[];
  /** Steps between logged steps; 100 unless told. The first and the last step are always logged. */
  readonly logEvery?: number;
  /** Steps between statistics of parameters, gradients and updates; none unless told. The first and the last step have
   *  them always. With them, evaluations count the units that have stopped learning. */
  readonly statisticsEvery?: number;
  readonly stop?: StopCriterion;
  /** Where to go on from: the state of an earlier training, together with its parameters. */
  readonly from?: TrainingState;
  /** Milliseconds from any origin, such as performance.now; without it the timing is 0. */
  readonly clock?: () => number;
}
