import { join, resolve } from "node:path";
import { RetrogradError, visibleText } from "@retrograd/core";
import type { RunRecord } from "../run-record.js";
import { attempt } from "./files/file-error.js";
import type { FileLayer } from "./files/file-layer.js";
import { makeFolders, makeNewFolder, removeFolders } from "./files/folders.js";
import { nodeFiles } from "./files/node-files.js";
import { isRunFile, runFiles } from "./run-files.js";
import { openRunFolder, type RunFolder, writeWhole } from "./run-folder.js";
import { lockRun } from "./run-lock.js";
import { writtenRows } from "./written-rows.js";

/** The files that a run starts with. */
export interface NewRun {
  /** The text of the experiment file. */
  readonly experiment: string;
  /** The experiment with every default and override. */
  readonly resolved: unknown;
  readonly record: RunRecord;
}

/** Creates the folder of a run at `directory`, which must be empty if it exists. If that fails, leaves nothing that was not
 *  there before.
 *  @throws RetrogradError E_RUN when `directory` is not empty, E_FILE when it cannot be written */
export async function createRunFolder(
  directory: string,
  run: NewRun,
  files: FileLayer = nodeFiles,
): Promise<RunFolder> {
  const path = resolve(directory);
  const created = await attempt("written", path, () => makeFolders(path, files));
  return orRemove(created, files, async () => {
    const names = await attempt("written", path, () => files.list(path));
    if (names.length > 0) {
      throw new RetrogradError(
        "E_RUN",
        `the run folder ${visibleText(path)} is not empty: choose another with --out, or remove it`,
      );
    }
    return startRun(path, run, files);
  });
}

/** Creates the folder of a run in `parent` with the next free number: `<name>-0001`, `<name>-0002`, ... If that fails, leaves
 *  nothing that was not there before.
 *  @throws RetrogradError E_FILE when it cannot be written */
export async function createNumberedRunFolder(
  parent: string,
  name: string,
  run: NewRun,
  files: FileLayer = nodeFiles,
): Promise<RunFolder> {
  const created = await attempt("written", parent, () => makeFolders(parent, files));
  return orRemove(created, files, async () => {
    const entries = await attempt("written", parent, () => files.list(parent));
    const numbers = entries.flatMap((entry) => {
      const number = entry.startsWith(`${name}-`) ? Number(entry.slice(name.length + 1)) : Number.NaN;
      return Number.isInteger(number) ? [number] : [];
    });
    for (let number = Math.max(0, ...numbers) + 1; ; number++) {
      const path = resolve(parent, `${name}-${String(number).padStart(4, "0")}`);
      // another process may take the same number in the meantime
      if (await attempt("written", path, () => makeNewFolder(path, files)))
        return orRemove([path], files, () => startRun(path, run, files));
    }
  });
}

/** Runs `work`. If it fails, removes the folders that were created for it. */
async function orRemove<T>(folders: readonly string[], files: FileLayer, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await removeFolders(folders, files);
    throw error;
  }
}

async function startRun(path: string, run: NewRun, files: FileLayer): Promise<RunFolder> {
  const unlock = lockRun(path);
  try {
    writeWhole(join(path, runFiles.experiment), run.experiment, files);
    writeWhole(join(path, runFiles.resolved), run.resolved, files);
    const folder = openRunFolder({ path, rowsHash: writtenRows(), unlock, files });
    folder.appendRows([]);
    // the record is written last, because a folder with a record is a run
    folder.writeRecord(run.record);
    return folder;
  } catch (error) {
    // the same command can then run again; `error` matters more than a failed removal
    await removeRunFiles(path, files).catch(() => {});
    // only now: another process could otherwise start a run here during the removal
    unlock();
    throw error;
  }
}

async function removeRunFiles(path: string, files: FileLayer): Promise<void> {
  for (const name of await files.list(path)) if (isRunFile(name)) await files.removeFile(join(path, name));
}
