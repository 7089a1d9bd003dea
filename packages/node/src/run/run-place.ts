import { basename, dirname, resolve } from "node:path";
import { checkpointFile, checkpointsFolder, nameOfCheckpoint } from "@retrograd/runs/node";
import type { NodeEnvironment } from "../environment.js";

/** A run, or one of its checkpoints. */
export interface RunPlace {
  /** Absolute path of the run's folder. */
  readonly path: string;
  /** Name of the checkpoint, if there is one. */
  readonly checkpoint?: string | undefined;
}

/** The run, or the checkpoint, at a path of the command line. */
export function runPlace(name: string, { directory }: Pick<NodeEnvironment, "directory">): RunPlace {
  const path = resolve(directory, name);
  if (basename(dirname(path)) !== checkpointsFolder) return { path };
  // with or without the extension of its file
  const checkpoint = nameOfCheckpoint(basename(path)) ?? nameOfCheckpoint(checkpointFile(basename(path)));
  return checkpoint === undefined ? { path } : { path: dirname(dirname(path)), checkpoint };
}
