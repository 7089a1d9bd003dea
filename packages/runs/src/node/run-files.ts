import { existsSync, realpathSync } from "node:fs";
import { basename, join } from "node:path";
import { RetrogradError, visibleText } from "@retrograd/core";
import { readPlainFile } from "@retrograd/core/node";
import { fileError, isRefusal } from "./files/file-error.js";

/** The names of the files in a run folder. */
export const runFiles = {
  experiment: "experiment.yaml",
  resolved: "resolved.json",
  record: "run.json",
  metrics: "metrics.jsonl",
  model: "model.safetensors",
} as const;

/** Whether a file in a run folder belongs to the run. That includes the temporary files `<name>.<number>` that write-file-atomic
 *  leaves after a crash or a failure. */
export function isRunFile(name: string): boolean {
  const names: readonly string[] = Object.values(runFiles);
  return names.includes(name) || isUnfinished(name);
}

/** Whether a file in a run folder is a temporary file of an interrupted replacement. */
export function isUnfinished(name: string): boolean {
  const [, target = ""] = /^(.+)\.\d+$/.exec(name) ?? [];
  const names: readonly string[] = Object.values(runFiles);
  return names.includes(target);
}

/** The name of the folder of checkpoints inside a run folder. */
export const checkpointsFolder = "checkpoints";

/** The bytes of a file in a run folder.
 *  @throws RetrogradError E_RUN when the folder is not a run or the file is missing, E_FILE when it is not a plain file or
 *  cannot be read */
export function readRunFile(directory: string, file: keyof typeof runFiles): Uint8Array {
  const path = join(directory, runFiles[file]);
  if (!existsSync(join(directory, runFiles.record))) {
    throw new RetrogradError(
      "E_RUN",
      `${visibleText(directory)} is not a run folder: it has no ${runFiles.record}`,
    );
  }
  if (isLinkOutside(directory, path)) {
    throw new RetrogradError(
      "E_RUN",
      `${visibleText(path)} is a link to a file outside the run folder: replace the link with a copy of the file`,
    );
  }
  try {
    return readPlainFile(path);
  } catch (error) {
    if (!isRefusal(error, "ENOENT")) throw fileError("read", path, error);
    throw new RetrogradError("E_RUN", `${visibleText(path)} is missing; did the run finish?`, {
      cause: error,
    });
  }
}

/** Whether a file is a symbolic link to another folder. A run folder from somebody else must not make us read other files. */
function isLinkOutside(directory: string, path: string): boolean {
  return existsSync(path) && realpathSync(path) !== join(realpathSync(directory), basename(path));
}
