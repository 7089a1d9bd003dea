import { join } from "node:path";
import { RetrogradError, visibleText } from "@retrograd/core";
import { type CheckpointStore, checkpointStore, checkpointsFolder, nodeFiles } from "@retrograd/runs/node";
import type { NodeEnvironment } from "../environment.js";

/** The checkpoints in the folder of a run. */
export function checkpointsOf(
  path: string,
  environment: Pick<NodeEnvironment, "files" | "reached">,
): CheckpointStore {
  const { files = nodeFiles } = environment;
  return checkpointStore(join(path, checkpointsFolder), {
    files,
    reached: (point) => environment.reached?.(point),
  });
}

/** Checks that a run has a checkpoint with this name; it may be damaged.
 *  @throws RetrogradError E_RUN listing its checkpoints */
export async function requireCheckpoint(store: CheckpointStore, name: string, run: string): Promise<void> {
  const names = await store.list();
  if (names.includes(name)) return;
  const list = names.length === 0 ? "it has none" : `it has ${names.join(", ")}`;
  throw new RetrogradError("E_RUN", visibleText(`${run} has no checkpoint ${name}: ${list}`));
}
