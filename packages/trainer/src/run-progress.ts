import type { RunMetrics } from "./run-record.js";

/** What a run has written and measured when a checkpoint is made. */
export interface RunProgress {
  /** Length and sha256 of metrics.jsonl. */
  readonly rows: { readonly bytes: number; readonly sha256: string };
  readonly metrics: RunMetrics;
  /** The experiment with every default, as in resolved.json. */
  readonly experiment: unknown;
}
