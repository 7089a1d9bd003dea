import type { Measure, Split, SplitMetrics } from "@retrograd/plugin";
import type { MetricTables, SplitNumbers } from "./evaluate.js";
import type { ParameterStatistics } from "./statistics/parameter-statistics.js";
import type { UnitCount } from "./statistics/unit-counts.js";
import type { EndReason, TrainingState } from "./training-state.js";

/** One training step is done. */
export interface StepEvent {
  readonly type: "step";
  /** Counted from 1. */
  readonly step: number;
  /** Passes over the training data so far. */
  readonly epoch: number;
  /** The loss of the step's minibatch, before the update. */
  readonly loss: number;
  readonly lr: number;
  /** Whether the step is to be logged. */
  readonly log: boolean;
  /** Statistics of each parameter and its update, at the steps that have them. */
  readonly statistics?: readonly ParameterStatistics[];
}

/** A part of an evaluation is done, so that a caller can show or stop a long evaluation. */
export interface EvaluatingEvent {
  readonly type: "evaluating";
  readonly step: number;
  readonly split: Split;
  /** Samples evaluated so far. */
  readonly done: number;
}

/** An evaluation is done. */
export interface EvaluateEvent {
  readonly type: "evaluate";
  readonly step: number;
  readonly epoch: number;
  /** The numbers of each split: the loss, and the metrics by their names. */
  readonly splits: Readonly<Partial<Record<Split, SplitNumbers>>>;
  /** Results of metrics that are not a single number; absent if there are none. */
  readonly tables?: Readonly<Partial<Record<Split, MetricTables>>>;
  /** Name and better direction of those numbers, in order. */
  readonly measures: readonly Measure[];
  /** Units that were inactive for every sample of these splits, if statistics are on. */
  readonly units?: readonly UnitCount[];
}

/** A step or an evaluation is complete: training can stop here and resume later. During an evaluation the boundary before it
 *  is still valid. */
export interface BoundaryEvent {
  readonly type: "boundary";
  readonly step: number;
  /** The content of a checkpoint, together with the parameters. */
  readonly state: TrainingState;
}

/** Training has ended: all steps are done, or a stop criterion is met. */
export interface EndEvent {
  readonly type: "end";
  /** Number of steps done. */
  readonly step: number;
  readonly reason: EndReason;
  readonly timing: Timing;
}

/** Time of the parts of training, in seconds. */
export interface Timing {
  /** Training steps alone: drawing, forward, backward, update. */
  readonly trainSeconds: number;
  readonly evaluateSeconds: number;
  /** Steps over trainSeconds. */
  readonly stepsPerSecond: number;
}

/** The events of `train`, in chronological order. */
export type TrainEvent = StepEvent | EvaluatingEvent | EvaluateEvent | BoundaryEvent | EndEvent;

/** The numbers of an evaluation by split and name, "test.accuracy", each with its better direction. */
export function metricsOf({ splits, measures }: EvaluateEvent): SplitMetrics {
  const entries = Object.entries(splits).flatMap(([split, numbers]) =>
    measures.map(({ name, better }) => [`${split}.${name}`, { value: numbers[name] ?? Number.NaN, better }]),
  );
  return Object.fromEntries(entries);
}
