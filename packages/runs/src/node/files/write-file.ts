import { join } from "node:path";
import type { Reached } from "./failpoints.js";
import { attempt } from "./file-error.js";
import type { FileLayer, OpenFile } from "./file-layer.js";

/** The file system for the files of a run, and the hook for crash tests. */
export interface Writing {
  readonly files: FileLayer;
  readonly reached: Reached;
}

/** The prefix of the names of unfinished files. The next start removes those that a crash has left. */
export const temporaryPrefix = ".tmp-";

/** Overwrites a file, or creates it, and returns it open: the caller must close it.
 *  @throws RetrogradError E_FILE with the reason of the system */
export async function writeOver(
  path: string,
  bytes: Uint8Array,
  { files, reached }: Writing,
): Promise<OpenFile> {
  return attempt("written", path, async () => {
    const file = await files.overwrite(path, bytes.length);
    reached("file-opened");
    try {
      for (let offset = 0; offset < bytes.length; ) {
        const count = await file.write(bytes.subarray(offset));
        // without this error, a disk that writes nothing would be retried forever
        if (count === 0) throw new Error("the disk wrote no bytes");
        offset += count;
      }
      reached("file-written");
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  });
}

/** Runs tasks concurrently and returns when all have ended: a disk does several syncs in the time of one.
 *  @throws the error of the first task in the list that failed */
export async function together(tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const results = await Promise.allSettled(tasks.map((task) => task()));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

/** Removes the unfinished files of a crash from a folder: those with temporary names.
 *  @throws RetrogradError E_FILE with the reason of the system */
export async function removeTemporary(folder: string, files: FileLayer): Promise<void> {
  const names = await attempt("read", folder, () => files.list(folder));
  for (const path of names
    .filter((name) => name.startsWith(temporaryPrefix))
    .map((name) => join(folder, name))) {
    await attempt("written", path, () => files.removeFile(path));
  }
}
