import { basename, dirname, resolve } from "node:path";
import { checkpointFile, checkpointsFolder, nameOfCheckpoint } from "@retrograd/runs/node";
import type { NodeEnvironment } from "../environment.js";

/** What the name of a run means: its folder, or one of its checkpoints. */
export interface RunPlace {
  /** Absolute path of the run's folder. */
  readonly path: string;
  /** Name of the checkpoint, where one is named. */
  readonly checkpoint?: string | undefined;
}

/** The place that a word names. */
export function runPlace(word: string, { directory }: Pick<NodeEnvironment, "directory">): RunPlace {
  const path = resolve(directory, word);
  if (basename(dirname(path)) !== checkpointsFolder) return { path };
  // with the ending of its file, or without
  const name = nameOfCheckpoint(basename(path)) ?? nameOfCheckpoint(checkpointFile(basename(path)));
  return name === undefined ? { path } : { path: dirname(dirname(path)), checkpoint: name };
}
