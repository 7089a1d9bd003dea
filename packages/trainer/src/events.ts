import type { Measure, SplitMetrics } from "@retrograd/plugin";
import type { MetricTables, SplitNumbers } from "./evaluate.js";
import type { ParameterStatistics } from "./statistics/parameter-statistics.js";
import type { UnitCount } from "./statistics/unit-counts.js";
import type { EndReason, TrainingState } from "./training-state.js";

/** A part of the data. */
export type Split = "train" | "validation" | "test";

/** One step of training has been taken. */
export interface StepEvent {
  readonly type: "step";
  /** Counted from 1. */
  readonly step: number;
  /** Passes over the training data so far. */
  readonly epoch: number;
  /** Of the step's minibatch, before its update. */
  readonly loss: number;
  readonly lr: number;
  /** Whether the step is to be logged. */
  readonly log: boolean;
  /** What the step did to each parameter, where statistics are due. */
  readonly statistics?: readonly ParameterStatistics[];
}

/** A part of an evaluation has been done; told so that long evaluations can be watched and left. */
export interface EvaluatingEvent {
  readonly type: "evaluating";
  readonly step: number;
  readonly split: Split;
  /** Samples evaluated so far. */
  readonly done: number;
}

/** The network has been evaluated. */
export interface EvaluateEvent {
  readonly type: "evaluate";
  readonly step: number;
  readonly epoch: number;
  /** The numbers of each split: the loss, and the metrics by their names. */
  readonly splits: Readonly<Partial<Record<Split, SplitNumbers>>>;
  /** What metrics give that is no single number; absent where none does. */
  readonly tables?: Readonly<Partial<Record<Split, MetricTables>>>;
  /** What those numbers are, in their order. */
  readonly measures: readonly Measure[];
  /** Units that no sample of these splits made active, where statistics are kept. */
  readonly units?: readonly UnitCount[];
}

/** A step is over, or the evaluation after it: the moment at which training can be left and gone on with. While an
 *  evaluation is under way, the boundary before it still holds. */
export interface BoundaryEvent {
  readonly type: "boundary";
  readonly step: number;
  /** With the parameters, all that a checkpoint holds. */
  readonly state: TrainingState;
}

/** Training has ended, by itself. */
export interface EndEvent {
  readonly type: "end";
  /** Steps taken. */
  readonly step: number;
  readonly reason: EndReason;
  readonly timing: Timing;
}

/** Where the time went, in seconds. */
export interface Timing {
  /** In training steps alone: drawing, forward, backward, update. */
  readonly trainSeconds: number;
  readonly evaluateSeconds: number;
  /** Steps over trainSeconds. */
  readonly stepsPerSecond: number;
}

/** What `train` tells, in order of time. */
export type TrainEvent = StepEvent | EvaluatingEvent | EvaluateEvent | BoundaryEvent | EndEvent;

/** The numbers of an evaluation by split and name, "test.accuracy", with the way in which each is better. */
export function metricsOf({ splits, measures }: EvaluateEvent): SplitMetrics {
  const entries = Object.entries(splits).flatMap(([split, numbers]) =>
    measures.map(({ name, better }) => [`${split}.${name}`, { value: numbers[name] ?? Number.NaN, better }]),
  );
  return Object.fromEntries(entries);
}
