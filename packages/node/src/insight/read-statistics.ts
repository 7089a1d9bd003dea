import type { StatisticsRow, UnitsRow } from "@retrograd/runs";
import { metricRows } from "../run/recorded-lines.js";

/** The statistics that a run recorded of its layers. */
export interface RunStatistics {
  /** In order of steps. */
  readonly parameters: readonly StatisticsRow[];
  readonly units: readonly UnitsRow[];
}

/** Reads the statistics in metrics.jsonl of a run; empty if it recorded none.
 *  @throws RetrogradError E_RUN naming the line that is not a row */
export function readStatistics(run: string): RunStatistics {
  const rows = metricRows(run);
  return {
    parameters: rows.filter((row) => row.type === "statistics"),
    units: rows.filter((row) => row.type === "units"),
  };
}
