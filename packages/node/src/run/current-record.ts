import type { Split } from "@retrograd/plugin";
import type { RunRecord, RunStatus } from "@retrograd/runs";
import { writerOf } from "@retrograd/runs/node";
import type { SplitNumbers } from "@retrograd/trainer";
import { readRecord } from "./read-record.js";
import { metricRows, recordedLines } from "./recorded-lines.js";

/** The state of a run. If its record has "running" and no process writes into its folder, it was killed. */
export type CurrentStatus = RunStatus | "killed";

/** A run's record, up to date. */
export type CurrentRecord = Omit<RunRecord, "status"> & { readonly status: CurrentStatus };

/** The current record of a run. The record of a run that is running, or was killed, is from its start: its steps and latest
 *  metrics are read from its rows.
 *  @throws RetrogradError E_RUN when the folder is not a run, or one of its files is damaged */
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

/** The rows of a run, as text. A row that a crash or a full disk truncated does not count: a resumed run writes it again. If
 *  the run ended normally, all lines count, also one that was added later. */
export function recordedRows(run: string): readonly string[] {
  const { status } = readCurrent(run);
  return recordedLines(run, { whole: status !== "completed" && status !== "interrupted" });
}
