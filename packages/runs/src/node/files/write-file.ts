import { join } from "node:path";
import type { Reached } from "./failpoints.js";
import { attempt } from "./file-error.js";
import type { FileLayer, OpenFile } from "./file-layer.js";

/** With what a run's files are written. */
export interface Writing {
  readonly files: FileLayer;
  readonly reached: Reached;
}

/** Begins the name of whatever is not finished; a crash leaves it behind, and the next start removes it. */
export const temporaryPrefix = ".tmp-";

/** Writes a file over what it held before, and makes it where there is none; closing it is the caller's.
 *  @throws RetrogradError E_FILE with the system's reason */
export async function writeOver(
  path: string,
  bytes: Uint8Array,
  { files, reached }: Writing,
): Promise<OpenFile> {
  return attempt("written", path, async () => {
    const file = await files.overwrite(path, bytes.length);
    reached("file-opened");
    try {
      for (let at = 0; at < bytes.length; ) {
        const written = await file.write(bytes.subarray(at));
        // a disk that writes nothing without an error would be retried forever
        if (written === 0) throw new Error("the disk took no bytes");
        at += written;
      }
      reached("file-written");
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  });
}

/** Runs `works` at once and returns when the last of them has ended: a disk serves several syncs in the time of one.
 *  @throws what the first of them threw that failed */
export async function together(works: readonly (() => Promise<void>)[]): Promise<void> {
  const ended = await Promise.allSettled(works.map((work) => work()));
  for (const end of ended) if (end.status === "rejected") throw end.reason;
}

/** Removes what a crash left unfinished in a folder: files with temporary names.
 *  @throws RetrogradError E_FILE with the system's reason */
export async function removeTemporary(folder: string, files: FileLayer): Promise<void> {
  const names = await attempt("read", folder, () => files.list(folder));
  for (const path of names
    .filter((name) => name.startsWith(temporaryPrefix))
    .map((name) => join(folder, name))) {
    await attempt("written", path, () => files.removeFile(path));
  }
}
