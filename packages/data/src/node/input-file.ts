import type { FileHandle } from "node:fs/promises";
import { RetrogradError, visibleText } from "@retrograd/core";
import { openPlainFileInBackground } from "@retrograd/core/node";
import type { InputFile } from "@retrograd/plugin";
import { fileError } from "./file-error.js";
import { fileRowStore } from "./file-row-store.js";

/** An open file of new inputs. */
export interface OpenInputFile extends InputFile {
  close(): Promise<void>;
}

/** Opens a file of new inputs. `shown`: its name for errors.
 *  @throws RetrogradError E_FILE when it cannot be read, or is a folder, a pipe or a device */
export async function openInputFile(path: string, shown: string): Promise<OpenInputFile> {
  const handle = await attempt(shown, () => openOne(path, shown));
  const { size } = await attempt(shown, () => handle.stat());
  return {
    path: shown,
    size,
    read: (offset, length) =>
      attempt(shown, () => readFully(handle, offset, Math.max(0, Math.min(length, size - offset)))),
    createRowStore: fileRowStore,
    close: () => handle.close(),
  };
}

async function openOne(path: string, shown: string): Promise<FileHandle> {
  try {
    return await openPlainFileInBackground(path);
  } catch (error) {
    if (!(error instanceof RetrogradError)) throw error;
    const kind = String(error.data.kind);
    const what = kind === "a folder" ? `${kind}: name one file in it` : kind;
    throw new RetrogradError("E_FILE", `${visibleText(shown)} must be one file, got ${what}`, {
      cause: error,
      data: { path },
    });
  }
}

async function readFully(handle: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
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
