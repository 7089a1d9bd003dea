import type { Split } from "@retrograd/plugin";
import type { EvaluateEvent, SplitNumbers, StepEvent, TrainEvent, UnitCount } from "@retrograd/trainer";
import { type JsonNumber, toJsonNumber } from "./json-number.js";

/** A row of metrics.jsonl for a logged step. The loss is that of the minibatch before the update. */
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

/** A row of metrics.jsonl for a parameter, written when statistics are on: its values before the update of a step, and the size
 *  of the update. */
export interface StatisticsRow {
  readonly type: "statistics";
  readonly step: number;
  /** "Affine1.W" */
  readonly tensor: string;
  readonly size: number;
  readonly norm: JsonNumber;
  readonly meanAbs: JsonNumber;
  readonly min: JsonNumber;
  readonly max: JsonNumber;
  readonly zeros: number;
  readonly gradientNorm: JsonNumber;
  /** Absent if all values of the parameter are 0. */
  readonly updateRatio?: JsonNumber;
}

/** A row of metrics.jsonl for the units of a layer, written when statistics are on: how many were inactive in an evaluation. */
export interface UnitsRow extends UnitCount {
  readonly type: "units";
  readonly step: number;
}

/** One line of metrics.jsonl. */
export type MetricRow = StepRow | EvalRow | StatisticsRow | UnitsRow;

/** The rows of metrics.jsonl for an event, in order. */
export function rowsOf(event: TrainEvent): readonly MetricRow[] {
  if (event.type === "step") return [...(event.log ? [stepRow(event)] : []), ...statisticsRows(event)];
  return event.type === "evaluate" ? [...evalRows(event), ...unitsRows(event)] : [];
}

/** The row of a step. */
export function stepRow({ step, epoch, loss, lr }: StepEvent): StepRow {
  return { type: "step", step, epoch: roundEpoch(epoch), loss: toJsonNumber(loss), lr };
}

/** The rows of an evaluation, one for each split. */
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

function statisticsRows({ step, statistics = [] }: StepEvent): readonly StatisticsRow[] {
  return statistics.map(({ norm, meanAbs, min, max, gradientNorm, updateRatio, tensor, size, zeros }) => ({
    type: "statistics",
    step,
    tensor,
    size,
    norm: toJsonNumber(norm),
    meanAbs: toJsonNumber(meanAbs),
    min: toJsonNumber(min),
    max: toJsonNumber(max),
    zeros,
    gradientNorm: toJsonNumber(gradientNorm),
    ...(updateRatio === undefined ? {} : { updateRatio: toJsonNumber(updateRatio) }),
  }));
}

function unitsRows({ step, units = [] }: EvaluateEvent): readonly UnitsRow[] {
  return units.map((count) => ({ type: "units", step, ...count }));
}

// four digits are precise enough for a row, and the file stays readable
function roundEpoch(epoch: number): number {
  return Math.round(epoch * 1e4) / 1e4;
}
