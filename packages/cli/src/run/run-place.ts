import { basename, dirname, resolve } from "node:path";
import { checkpointsFolder, parseCheckpointName } from "@retrograd/trainer/node";
import type { Environment } from "../environment.js";

/** What the name of a run means: its folder, or one of its checkpoints. */
export interface RunPlace {
  /** Absolute path of the run's folder. */
  readonly path: string;
  /** Name of the checkpoint, where one is named. */
  readonly checkpoint?: string;
}

/** The place that a word names. */
export function runPlace(word: string, { directory }: Pick<Environment, "directory">): RunPlace {
  const path = resolve(directory, word);
  const name = basename(path);
  const isCheckpoint =
    parseCheckpointName(name) !== undefined && basename(dirname(path)) === checkpointsFolder;
  return isCheckpoint ? { path: dirname(dirname(path)), checkpoint: name } : { path };
}
