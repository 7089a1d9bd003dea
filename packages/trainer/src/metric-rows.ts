import type { SplitNumbers } from "./evaluate.js";
import type { EvaluateEvent, Split, StepEvent } from "./events.js";
import { type JsonNumber, toJsonNumber } from "./json-number.js";

/** A row of metrics.jsonl for a logged step: loss of its minibatch before the update. */
export interface StepRow {
  readonly type: "step";
  readonly step: number;
  readonly epoch: number;
  readonly loss: JsonNumber;
  readonly lr: number;
}

/** A row of metrics.jsonl for an evaluated split: the loss, then each metric by its name. */
export interface EvalRow {
  readonly type: "eval";
  readonly step: number;
  readonly split: Split;
  readonly loss: JsonNumber;
  readonly [metric: string]: JsonNumber | string;
}

/** One line of metrics.jsonl. */
export type MetricRow = StepRow | EvalRow;

/** The row of a step. */
export function stepRow({ step, epoch, loss, lr }: StepEvent): StepRow {
  return { type: "step", step, epoch: roundEpoch(epoch), loss: toJsonNumber(loss), lr };
}

/** The rows of an evaluation, one a split. */
export function evalRows({ step, splits }: EvaluateEvent): readonly EvalRow[] {
  const entries = Object.entries(splits) as readonly (readonly [Split, SplitNumbers])[];
  return entries.map(([split, { loss, ...numbers }]) => ({
    type: "eval",
    step,
    split,
    loss: toJsonNumber(loss),
    ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, toJsonNumber(value)])),
  }));
}

// four digits are enough to place a row, and keep the file readable
function roundEpoch(epoch: number): number {
  return Math.round(epoch * 1e4) / 1e4;
}
