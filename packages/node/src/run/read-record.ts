import { type RunRecord, readRunRecord } from "@retrograd/runs";
import { readJsonText } from "./read-json.js";

/** Reads run.json in a run's folder.
 *  @throws RetrogradError E_RUN when the folder is not a run or the file is damaged */
export function readRecord(run: string): RunRecord {
  return readRunRecord(...readJsonText(run, "record"));
}
