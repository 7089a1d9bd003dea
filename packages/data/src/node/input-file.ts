import { type FileHandle, open, stat } from "node:fs/promises";
import { RetrogradError } from "@retrograd/core";
import type { InputFile } from "../new-inputs/input-file.js";
import { fileError } from "./file-error.js";
import { fileRowStore } from "./file-row-store.js";

/** A file of new inputs that is open. */
export interface OpenInputFile extends InputFile {
  close(): Promise<void>;
}

/** Opens a file of new inputs; `shown` is its name for errors.
 *  @throws RetrogradError E_FILE when it cannot be read, or is a folder, a pipe or a device */
export async function openInputFile(path: string, shown: string): Promise<OpenInputFile> {
  // a pipe would wait for its writer, so it is looked at before it is opened
  const found = await attempt(shown, () => stat(path));
  if (!found.isFile()) {
    const what = found.isDirectory() ? "a folder: name one file in it" : "a pipe or a device";
    throw new RetrogradError("E_FILE", `${shown} must be one file, got ${what}`, { data: { path } });
  }
  const handle = await attempt(shown, () => open(path));
  return {
    path: shown,
    size: found.size,
    read: (begin, length) =>
      attempt(shown, () => readFully(handle, begin, Math.max(0, Math.min(length, found.size - begin)))),
    store: fileRowStore,
    close: () => handle.close(),
  };
}

async function readFully(handle: FileHandle, begin: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, begin + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

async function attempt<T>(path: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw error instanceof RetrogradError ? error : fileError(path, error);
  }
}
