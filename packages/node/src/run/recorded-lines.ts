import { existsSync } from "node:fs";
import { join } from "node:path";
import { readMetricRow, type StoredRow } from "@retrograd/runs";
import { readRunFile, runFiles } from "@retrograd/runs/node";

/** The lines of a run's metrics.jsonl; empty if there is no such file. whole: without a truncated last line */
export function recordedLines(run: string, { whole }: { readonly whole: boolean }): readonly string[] {
  if (!existsSync(join(run, runFiles.metrics))) return [];
  const lines = new TextDecoder().decode(readRunFile(run, "metrics")).split("\n");
  return whole ? lines.slice(0, -1) : lines.filter((line) => line !== "");
}

/** The rows of a run's metrics.jsonl, without one that a crash truncated.
 *  @throws RetrogradError E_RUN naming the line that is not a row */
export function metricRows(run: string): readonly StoredRow[] {
  const file = join(run, runFiles.metrics);
  return recordedLines(run, { whole: true }).flatMap((line, index) =>
    line === "" ? [] : [readMetricRow(line, `${file}:${index + 1}`)],
  );
}
