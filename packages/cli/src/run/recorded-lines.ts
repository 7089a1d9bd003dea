import { existsSync } from "node:fs";
import { join } from "node:path";
import { readRunFile, runFiles } from "@retrograd/trainer/node";

/** The lines of a run's metrics.jsonl; none where there is no such file. With `whole` only those that have their end. */
export function recordedLines(run: string, { whole }: { readonly whole: boolean }): readonly string[] {
  if (!existsSync(join(run, runFiles.metrics))) return [];
  const lines = new TextDecoder().decode(readRunFile(run, "metrics")).split("\n");
  return whole ? lines.slice(0, -1) : lines.filter((line) => line !== "");
}
