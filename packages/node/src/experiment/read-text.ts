import { existsSync } from "node:fs";
import { join } from "node:path";
import { RetrogradError, visibleText } from "@retrograd/core";
import { readPlainFile } from "@retrograd/core/node";
import { shellWord } from "@retrograd/experiment";

// more bytes than any experiment of the allowed 262,144 characters can have
const maxBytes = 2 ** 20;

/** The text of an experiment file. Of a file that is far too long only the start, which the check then refuses.
 *  name: the path as the user wrote it
 *  @throws RetrogradError E_FILE when it does not exist, is a folder, a pipe or a device, or cannot be read */
export function readText(path: string, name: string): string {
  try {
    return Buffer.from(readPlainFile(path, maxBytes)).toString("utf8");
  } catch (error) {
    if (error instanceof RetrogradError) throw notPlain(path, name, error);
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    const reason = error instanceof Error ? error.message : String(error);
    const message = missing
      ? `there is no file ${visibleText(name)}; looked at ${visibleText(path)}`
      : `${visibleText(name)} cannot be read: ${visibleText(reason)}`;
    throw new RetrogradError("E_FILE", message, { cause: error });
  }
}

/** The error for a folder, a pipe or a device. Users often name a run in place of its experiment. */
function notPlain(path: string, name: string, cause: RetrogradError): RetrogradError {
  // not `runFiles.record`: importing @retrograd/runs would slow down the check of one file
  if (!existsSync(join(path, "run.json"))) {
    const kind = String(cause.data.kind);
    return new RetrogradError("E_FILE", `${visibleText(name)} must be a file, got ${kind}`, { cause });
  }
  const experiment = shellWord(join(name, "experiment.yaml"));
  return new RetrogradError(
    "E_FILE",
    `${visibleText(name)} must be an experiment file, got the folder of a run: resume it with retrograd train --resume ${shellWord(name)}, or name its experiment, ${experiment}`,
  );
}
