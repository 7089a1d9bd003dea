import { join } from "node:path";
import { type CheckpointStore, checkpointStore, checkpointsFolder, nodeFiles } from "@retrograd/trainer/node";
import type { Environment } from "../environment.js";

/** The checkpoints in the folder of a run. */
export function checkpointsOf(
  path: string,
  environment: Pick<Environment, "files" | "reached">,
): CheckpointStore {
  const { files = nodeFiles } = environment;
  return checkpointStore(join(path, checkpointsFolder), {
    files,
    reached: (point) => environment.reached?.(point),
  });
}
