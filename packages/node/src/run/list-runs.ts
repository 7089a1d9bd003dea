import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { RetrogradError } from "@retrograd/core";
import { runFiles } from "@retrograd/runs/node";
import { type CurrentRecord, readCurrent } from "./current-record.js";

/** A run in a list. */
export interface ListedRun {
  /** Name of its folder. */
  readonly name: string;
  readonly record: CurrentRecord;
}

/** The runs in a folder, sorted by name; empty if the folder does not exist. Runs that cannot be read are passed to
 *  `unreadable`.
 *  @throws RetrogradError E_FILE when it is a file or cannot be read */
export function listRuns(directory: string, unreadable: (message: string) => void): readonly ListedRun[] {
  if (!existsSync(directory)) return [];
  return namesIn(directory)
    .filter((name) => existsSync(join(directory, name, runFiles.record)))
    .sort()
    .flatMap((name) => {
      try {
        return [{ name, record: readCurrent(join(directory, name)) }];
      } catch (error) {
        if (!(error instanceof RetrogradError)) throw error;
        unreadable(error.message);
        return [];
      }
    });
}

function namesIn(directory: string): readonly string[] {
  if (!statSync(directory).isDirectory()) {
    throw new RetrogradError("E_FILE", `${directory} must be a folder of runs, got a file`);
  }
  try {
    return readdirSync(directory);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RetrogradError("E_FILE", `${directory} cannot be read: ${reason}`, { cause: error });
  }
}
