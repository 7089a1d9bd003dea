import { join } from "node:path";
import type { Reached } from "./failpoints.js";
import { attempt, isRefusal } from "./file-error.js";
import type { FileLayer, OpenFile } from "./file-layer.js";

/** With what a run's files are written. */
export interface Writing {
  readonly files: FileLayer;
  readonly reached: Reached;
}

/** Begins the name of whatever is not finished; a crash leaves it behind, and the next start removes it. */
export const temporaryPrefix = ".tmp-";

/** Writes a new file; closing it is the caller's.
 *  @throws RetrogradError E_FILE with the system's reason */
export async function writeNewFile(
  path: string,
  bytes: Uint8Array,
  { files, reached }: Writing,
): Promise<OpenFile> {
  return attempt("written", path, async () => {
    const file = await files.create(path);
    reached("file-created");
    try {
      for (let at = 0; at < bytes.length; ) {
        const written = await file.write(bytes.subarray(at));
        // a disk that takes nothing and gives no reason would be asked for ever
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

/** Removes what a crash left unfinished in a folder: files, and folders of files, with temporary names. Returns their names.
 *  @throws RetrogradError E_FILE with the system's reason */
export async function removeTemporary(folder: string, files: FileLayer): Promise<readonly string[]> {
  const names = await attempt("read", folder, () => files.list(folder));
  const left = names.filter((name) => name.startsWith(temporaryPrefix));
  for (const name of left) await removeAny(join(folder, name), files);
  return left;
}

async function removeAny(path: string, files: FileLayer): Promise<void> {
  await attempt("written", path, async () => {
    try {
      await files.removeFile(path);
    } catch (error) {
      // systems differ in what they say of a folder here
      if (!["EISDIR", "EPERM", "EACCES"].some((code) => isRefusal(error, code))) throw error;
      for (const name of await files.list(path)) await files.removeFile(join(path, name));
      await files.removeFolder(path);
    }
  });
}
