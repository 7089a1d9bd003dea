import type { RunMetrics } from "./run-record.js";

/** What a run has written and measured up to a checkpoint. */
export interface RunProgress {
  /** Length and sha256 of metrics.jsonl. */
  readonly rows: { readonly bytes: number; readonly sha256: string };
  readonly metrics: RunMetrics;
  /** An identification of the experiment, chosen by the caller. The command uses the experiment in JSON, with every default. */
  readonly experiment: string;
}
