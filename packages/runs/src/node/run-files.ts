import { existsSync, realpathSync } from "node:fs";
import { basename, join } from "node:path";
import { RetrogradError, visibleText } from "@retrograd/core";
import { readPlainFile } from "@retrograd/core/node";
import { fileError, isRefusal } from "./files/file-error.js";

/** Names of the files of a run. */
export const runFiles = {
  experiment: "experiment.yaml",
  resolved: "resolved.json",
  record: "run.json",
  metrics: "metrics.jsonl",
  model: "model.safetensors",
} as const;

/** Whether a file in a run's folder is one of the run's own, or what write-file-atomic left of one that a crash or a failure
 *  cut short: its name and a number. */
export function isRunFile(name: string): boolean {
  const names: readonly string[] = Object.values(runFiles);
  return names.includes(name) || isUnfinished(name);
}

/** Whether a file in a run's folder is what was left of a replacement that was cut short. */
export function isUnfinished(name: string): boolean {
  const [, of = ""] = /^(.+)\.\d+$/.exec(name) ?? [];
  const names: readonly string[] = Object.values(runFiles);
  return names.includes(of);
}

/** Name of the folder in a run's folder that holds its checkpoints. */
export const checkpointsFolder = "checkpoints";

/** The text of one of a run's files.
 *  @throws RetrogradError E_RUN when the folder is no run or the file is missing, E_FILE when it is no plain file or cannot be read */
export function readRunFile(directory: string, file: keyof typeof runFiles): Uint8Array {
  const path = join(directory, runFiles[file]);
  if (!existsSync(join(directory, runFiles.record))) {
    throw new RetrogradError(
      "E_RUN",
      `${visibleText(directory)} is not a run folder: it has no ${runFiles.record}`,
    );
  }
  if (leadsElsewhere(directory, path)) {
    throw new RetrogradError(
      "E_RUN",
      `${visibleText(path)} is a link that leads out of its run: copy the file that was meant`,
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

/** Whether a file of a folder is a symbolic link out of it. A run that was handed over must not have other files read. */
function leadsElsewhere(directory: string, path: string): boolean {
  return existsSync(path) && realpathSync(path) !== join(realpathSync(directory), basename(path));
}
