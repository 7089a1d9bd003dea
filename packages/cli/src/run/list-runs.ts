import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { RetrogradError } from "@retrograd/core";
import type { RunRecord } from "@retrograd/trainer";
import { runFiles } from "@retrograd/trainer/node";
import { readRecord } from "./read-record.js";

/** A run among others. */
export interface ListedRun {
  /** Name of its folder. */
  readonly name: string;
  readonly record: RunRecord;
}

/** The runs in a folder by name, those that cannot be read told to `unreadable`; none where the folder is not there. */
export function listRuns(directory: string, unreadable: (message: string) => void): readonly ListedRun[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => existsSync(join(directory, name, runFiles.record)))
    .sort()
    .flatMap((name) => {
      try {
        return [{ name, record: readRecord(join(directory, name)) }];
      } catch (error) {
        if (!(error instanceof RetrogradError)) throw error;
        unreadable(error.message);
        return [];
      }
    });
}
