import type { Split } from "@retrograd/plugin";
import type { RunRecord, RunStatus } from "@retrograd/runs";
import { writerOf } from "@retrograd/runs/node";
import type { SplitNumbers } from "@retrograd/trainer";
import { readRecord } from "./read-record.js";
import { metricRows, recordedLines } from "./recorded-lines.js";

/** How a run stands. One whose record says that it is running, and into whose folder no process writes, was killed. */
export type Standing = RunStatus | "killed";

/** A run's record as it stands now. */
export type CurrentRecord = Omit<RunRecord, "status"> & { readonly status: Standing };

/** The record of a run. That of one that is running, or was killed, is from its begin: how far it came, and what it measured
 *  last, is taken from its rows.
 *  @throws RetrogradError E_RUN when the folder is no run, or a file of it is not what it should be */
export function readCurrent(run: string): CurrentRecord {
  const record = readRecord(run);
  if (record.status !== "running") return record;
  let { steps } = record;
  const final: Partial<Record<Split, SplitNumbers>> = { ...record.metrics.final };
  for (const row of metricRows(run)) {
    steps = Math.max(steps, row.step);
    if (row.type === "eval") final[row.split] = row.numbers;
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
