import type { Evaluation } from "./evaluate.js";

/** A part of the data. */
export type Split = "train" | "test";

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
  readonly splits: Readonly<Partial<Record<Split, Evaluation>>>;
}

/** Training has ended, by itself. */
export interface EndEvent {
  readonly type: "end";
  /** Steps taken. */
  readonly step: number;
  /** steps: all were taken. criterion: the stop criterion was met. */
  readonly reason: "steps" | "criterion";
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
export type TrainEvent = StepEvent | EvaluatingEvent | EvaluateEvent | EndEvent;
