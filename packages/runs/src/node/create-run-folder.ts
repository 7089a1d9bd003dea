import { join, resolve } from "node:path";
import { RetrogradError, visibleText } from "@retrograd/core";
import type { RunRecord } from "../run-record.js";
import { attempt } from "./files/file-error.js";
import type { FileLayer } from "./files/file-layer.js";
import { makeFolders, makeNewFolder } from "./files/folders.js";
import { nodeFiles } from "./files/node-files.js";
import { isRunFile, runFiles } from "./run-files.js";
import { openRunFolder, type RunFolder, writeWhole } from "./run-folder.js";
import { lockRun } from "./run-lock.js";
import { writtenRows } from "./written-rows.js";

/** What a run is begun with. */
export interface NewRun {
  /** The experiment file as written. */
  readonly experiment: string;
  /** The experiment with every default and override. */
  readonly resolved: unknown;
  readonly record: RunRecord;
}

/** Makes `directory`, which must not exist or be empty, and begins a run in it. Where that fails, nothing of the run is left in it.
 *  @throws RetrogradError E_RUN when it holds files, E_FILE when it cannot be written */
export async function createRunFolder(
  directory: string,
  run: NewRun,
  files: FileLayer = nodeFiles,
): Promise<RunFolder> {
  const path = resolve(directory);
  const names = await attempt("written", path, async () => {
    await makeFolders(path, files);
    return files.list(path);
  });
  if (names.length > 0) {
    throw new RetrogradError(
      "E_RUN",
      `the run folder ${visibleText(path)} is not empty: name another with --out, or remove it`,
    );
  }
  return beginRun(path, run, files);
}

/** Makes the next free folder `<name>-0001`, `<name>-0002`, ... in `parent`, and begins a run in it.
 *  @throws RetrogradError E_FILE when it cannot be written */
export async function createNumberedRunFolder(
  parent: string,
  name: string,
  run: NewRun,
  files: FileLayer = nodeFiles,
): Promise<RunFolder> {
  const entries = await attempt("written", parent, async () => {
    await makeFolders(parent, files);
    return files.list(parent);
  });
  const taken = entries.flatMap((entry) => {
    const number = entry.startsWith(`${name}-`) ? Number(entry.slice(name.length + 1)) : Number.NaN;
    return Number.isInteger(number) ? [number] : [];
  });
  for (let number = Math.max(0, ...taken) + 1; ; number++) {
    const path = resolve(parent, `${name}-${String(number).padStart(4, "0")}`);
    // another process may take the same number between the look and the making
    if (await attempt("written", path, () => makeNewFolder(path, files))) return beginRun(path, run, files);
  }
}

async function beginRun(path: string, run: NewRun, files: FileLayer): Promise<RunFolder> {
  const unlock = lockRun(path);
  try {
    writeWhole(join(path, runFiles.experiment), run.experiment, files);
    writeWhole(join(path, runFiles.resolved), run.resolved, files);
    const folder = openRunFolder({ path, written: writtenRows(), unlock, files });
    folder.appendRows([]);
    // the record comes last: a folder with one is a run
    folder.writeRecord(run.record);
    return folder;
  } catch (error) {
    // so that the same command can be given again; what stands in the way of this does not matter more than `error`
    await removeRunFiles(path, files).catch(() => {});
    // not before: another process could have begun a run here
    unlock();
    throw error;
  }
}

async function removeRunFiles(path: string, files: FileLayer): Promise<void> {
  for (const name of await files.list(path)) if (isRunFile(name)) await files.removeFile(join(path, name));
}
