import { join } from "node:path";
import { RetrogradError } from "@retrograd/core";
import { decodeCheckpoint, type OpenedCheckpoint } from "@retrograd/runs";
import {
  type CheckpointStore,
  checkpointFile,
  checkpointName,
  checkpointsFolder,
} from "@retrograd/runs/node";

/** Reads a checkpoint of a run. run: as the user wrote it
 *  @throws RetrogradError E_RUN when it is damaged, missing, or another checkpoint under its name; E_FILE when it cannot be read */
export async function openCheckpoint(
  store: CheckpointStore,
  run: string,
  name: string,
): Promise<OpenedCheckpoint> {
  const source = join(run, checkpointsFolder, checkpointFile(name));
  const checkpoint = decodeCheckpoint(await store.load(name), source);
  const actual = checkpointName(checkpoint.state);
  if (actual === name) return checkpoint;
  throw new RetrogradError("E_RUN", `${source} is damaged: it contains ${actual}`);
}
