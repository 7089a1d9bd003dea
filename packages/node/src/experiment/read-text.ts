import { existsSync } from "node:fs";
import { join } from "node:path";
import { RetrogradError, visibleText } from "@retrograd/core";
import { readPlainFile } from "@retrograd/core/node";
import { shellWord } from "@retrograd/experiment";

// more bytes than any experiment of the allowed 262,144 characters can have
const longest = 2 ** 20;

/** The text of an experiment file. Of a file that is far too long only the beginning, which the check then refuses.
 *  @throws RetrogradError E_FILE when it is not there, is a folder, a pipe or a device, or cannot be read */
export function readText(path: string, shown: string): string {
  try {
    return Buffer.from(readPlainFile(path, longest)).toString("utf8");
  } catch (error) {
    if (error instanceof RetrogradError) throw notPlain(path, shown, error);
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    const reason = error instanceof Error ? error.message : String(error);
    const message = missing
      ? `there is no file ${visibleText(shown)}; looked at ${visibleText(path)}`
      : `${visibleText(shown)} cannot be read: ${visibleText(reason)}`;
    throw new RetrogradError("E_FILE", message, { cause: error });
  }
}

/** The error for a folder, a pipe or a device. A run is often named where its experiment is wanted. */
function notPlain(path: string, shown: string, cause: RetrogradError): RetrogradError {
  // spelled out, as what knows the files of runs is long to load for a check of one file
  if (!existsSync(join(path, "run.json"))) {
    const kind = String(cause.data.kind);
    return new RetrogradError("E_FILE", `${visibleText(shown)} must be a file, got ${kind}`, { cause });
  }
  const experiment = shellWord(join(shown, "experiment.yaml"));
  return new RetrogradError(
    "E_FILE",
    `${visibleText(shown)} must be an experiment file, got the folder of a run: retrograd train --resume ${shellWord(shown)} goes on with it, and ${experiment} is the experiment that it began with`,
  );
}
