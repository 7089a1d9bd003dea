import type { RunMetrics } from "./run-record.js";

/** What a run has written and measured when a checkpoint is made. */
export interface RunProgress {
  /** Length and sha256 of metrics.jsonl. */
  readonly rows: { readonly bytes: number; readonly sha256: string };
  readonly metrics: RunMetrics;
  /** What tells this training from another, in words of the caller's: the command's is the experiment in JSON, with every
   *  default. */
  readonly experiment: string;
}
