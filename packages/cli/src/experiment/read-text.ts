import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { RetrogradError } from "@retrograd/core";
import { shellWord } from "@retrograd/spec";

// more bytes than any experiment of the allowed 262,144 characters can have
const most = 2 ** 20;

/** The text of an experiment file. Of a file that is far too long only the beginning, which the check then refuses.
 *  @throws RetrogradError E_FILE when it is not there, is a folder, or cannot be read */
export function readText(path: string, shown: string): string {
  const reading = <T>(read: () => T): T => {
    try {
      return read();
    } catch (error) {
      if (error instanceof RetrogradError) throw error;
      const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
      const reason = error instanceof Error ? error.message : String(error);
      const message = missing
        ? `there is no file ${shown}; looked at ${path}`
        : `${shown} cannot be read: ${reason}`;
      throw new RetrogradError("E_FILE", message, { cause: error });
    }
  };
  const descriptor = reading(() => openSync(path, "r"));
  try {
    return reading(() => {
      if (!fstatSync(descriptor).isFile()) throw noFile(path, shown);
      const bytes = Buffer.alloc(Math.min(most, fstatSync(descriptor).size));
      const length = readSync(descriptor, bytes, 0, bytes.length, 0);
      return bytes.toString("utf8", 0, length);
    });
  } finally {
    closeSync(descriptor);
  }
}

/** What is told of a folder or a device. A run is often named where its experiment is wanted. */
function noFile(path: string, shown: string): RetrogradError {
  // spelled out, as what knows the files of runs is long to load for a check of one file
  if (!existsSync(join(path, "run.json"))) {
    return new RetrogradError("E_FILE", `${shown} must be a file, got a folder or a device`);
  }
  const experiment = shellWord(join(shown, "experiment.yaml"));
  return new RetrogradError(
    "E_FILE",
    `${shown} must be an experiment file, got the folder of a run: retrograd train --resume ${shellWord(shown)} goes on with it, and ${experiment} is the experiment that it began with`,
  );
}
