import type { StatisticsRow, UnitsRow } from "@retrograd/runs";
import { metricRows } from "../run/recorded-lines.js";

/** What a run has kept of its layers. */
export interface RunStatistics {
  /** In order of time. */
  readonly parameters: readonly StatisticsRow[];
  readonly units: readonly UnitsRow[];
}

/** The statistics in metrics.jsonl of a run; empty where it keeps none, or a crash came before its first row.
 *  @throws RetrogradError E_RUN naming the line that is no row */
export function readStatistics(run: string): RunStatistics {
  const rows = metricRows(run);
  return {
    parameters: rows.filter((row) => row.type === "statistics"),
    units: rows.filter((row) => row.type === "units"),
  };
}
