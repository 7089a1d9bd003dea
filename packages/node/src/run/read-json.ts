import { join } from "node:path";
import { readRunFile, runFiles } from "@retrograd/runs/node";

/** The text of one of a run's JSON files, and what errors call it.
 *  @throws RetrogradError E_RUN when it is missing, E_FILE when it is not a plain file or cannot be read */
export function readJsonText(
  run: string,
  file: "record" | "resolved",
): readonly [text: string, source: string] {
  return [new TextDecoder().decode(readRunFile(run, file)), join(run, runFiles[file])];
}
