import type { RunRecord, RunStatus, Split, SplitNumbers } from "@retrograd/trainer";
import { writerOf } from "@retrograd/trainer/node";
import { isMapping } from "./read-json.js";
import { readRecord } from "./read-record.js";
import { recordedLines } from "./recorded-lines.js";

/** How a run stands. One whose record says that it is running, and into whose folder no process writes, was killed. */
export type Standing = RunStatus | "killed";

/** A run's record as it stands now. */
export type CurrentRecord = Omit<RunRecord, "status"> & { readonly status: Standing };

/** The record of a run. That of one that is running, or was killed, is from its begin: how far it came, and what it measured
 *  last, is taken from its rows.
 *  @throws RetrogradError E_RUN when the folder is no run */
export function readCurrent(run: string): CurrentRecord {
  const record = readRecord(run);
  if (record.status !== "running") return record;
  let { steps } = record;
  const final: Partial<Record<Split, SplitNumbers>> = { ...record.metrics.final };
  for (const line of recordedLines(run, { whole: true })) {
    const row = rowOf(line);
    if (row === undefined) continue;
    steps = Math.max(steps, row.step);
    if (row.split !== undefined) final[row.split] = row.numbers;
  }
  const status = writerOf(run) === undefined ? "killed" : "running";
  return { ...record, status, steps, metrics: { ...record.metrics, final } };
}

/** The rows of a run, as text. What a crash or a full disk cut short is none: a run that goes on writes it again. Of one that
 *  has ended well all lines count, also one that was added since. */
export function rowsLeft(run: string): readonly string[] {
  const { status } = readCurrent(run);
  return recordedLines(run, { whole: status !== "completed" && status !== "interrupted" });
}

interface Measured {
  readonly step: number;
  readonly split?: Split;
  readonly numbers: SplitNumbers;
}

/** What a line says of the run's progress; nothing where it is no row. */
function rowOf(line: string): Measured | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isMapping(value) || typeof value.step !== "number") return undefined;
  const { type, step, split, loss, ...numbers } = value;
  if (type !== "eval" || !isSplit(split)) return { step, numbers: { loss: Number.NaN } };
  const named = Object.entries(numbers).map(([name, number]) => [name, Number(number)]);
  return { step, split, numbers: { loss: Number(loss), ...Object.fromEntries(named) } };
}

function isSplit(value: unknown): value is Split {
  return value === "train" || value === "validation" || value === "test";
}
