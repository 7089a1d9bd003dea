import { type RunRecord, readRunRecord } from "@retrograd/runs";
import { readJsonText } from "./read-json.js";

/** run.json of a run's folder.
 *  @throws RetrogradError E_RUN when the folder is no run or the file not what it should be */
export function readRecord(run: string): RunRecord {
  return readRunRecord(...readJsonText(run, "record"));
}
