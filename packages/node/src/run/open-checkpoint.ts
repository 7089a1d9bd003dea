import { join } from "node:path";
import { RetrogradError } from "@retrograd/core";
import { decodeCheckpoint, type OpenedCheckpoint } from "@retrograd/runs";
import {
  type CheckpointStore,
  checkpointFile,
  checkpointName,
  checkpointsFolder,
} from "@retrograd/runs/node";

/** Reads a checkpoint of a run. `run`: as it was named
 *  @throws RetrogradError E_RUN when it is damaged, missing, or another one under its name; E_FILE when it cannot be read */
export async function openCheckpoint(
  store: CheckpointStore,
  run: string,
  name: string,
): Promise<OpenedCheckpoint> {
  const source = join(run, checkpointsFolder, checkpointFile(name));
  const checkpoint = decodeCheckpoint(await store.load(name), source);
  const held = checkpointName(checkpoint.state);
  if (held === name) return checkpoint;
  throw new RetrogradError("E_RUN", `${source} is damaged: it holds ${held}`);
}
