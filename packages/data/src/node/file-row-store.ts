import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RetrogradError, visibleText } from "@retrograd/core";
import type { RowStore } from "@retrograd/plugin";
import { readAhead } from "./read-ahead.js";
import { readRows } from "./read-rows.js";

/** Creates a store for rows of `width` numbers: a file without a name in the folder for temporary files (TMPDIR). The file
 *  disappears when the store is no longer used, at the latest when the process ends, however it ends.
 *  @throws RetrogradError E_FILE naming the folder when no file can be created there */
export function fileRowStore(width: number, label: string): RowStore {
  const folder = tmpdir();
  const attempt = <T>(run: () => T): T => {
    try {
      return run();
    } catch (error) {
      throw storeError(folder, label, error);
    }
  };
  const fd = attempt(() => openUnnamed(folder));
  const ahead = readAhead(fd, width);
  const length = 8 * width;
  let end = 0;
  let rows = new Float64Array(0);
  const store: RowStore = {
    append({ buffer, byteOffset, byteLength }) {
      const bytes = new Uint8Array(buffer, byteOffset, byteLength);
      try {
        for (let offset = 0; offset < byteLength; ) {
          const count = writeSync(fd, bytes, offset, byteLength - offset, end);
          offset += count;
          end += count;
        }
      } catch (error) {
        // frees the full disk
        ftruncateSync(fd);
        throw storeError(folder, label, error);
      }
    },
    read(indices) {
      const prefetched = ahead.take(indices);
      if (prefetched !== undefined) return prefetched;
      const size = indices.length * width;
      if (rows.length < size) rows = new Float64Array(size);
      attempt(() => readRows(readSync, fd, indices, new Uint8Array(rows.buffer), length));
      return rows.subarray(0, size);
    },
    prefetch: ahead.start,
  };
  unreachable.register(store, () => {
    ahead.end();
    closeSync(fd);
  });
  return store;
}

/** Closes the file of a store that has been garbage-collected. */
const unreachable = new FinalizationRegistry<() => void>((close) => close());

/** Opens a file that only this process can reach. */
function openUnnamed(folder: string): number {
  const privateFolder = mkdtempSync(join(folder, "retrograd-"));
  try {
    const path = join(privateFolder, "rows");
    const fd = openSync(path, "wx+", 0o600);
    unlinkSync(path);
    return fd;
  } finally {
    rmdirSync(privateFolder);
  }
}

function storeError(folder: string, label: string, error: unknown): RetrogradError {
  const reason = error instanceof Error ? error.message : String(error);
  const hint =
    'set the environment variable TMPDIR to a folder with enough space, or write "stream: false" to use memory';
  const message = `${label} cannot be stored in ${folder}: ${reason}; ${hint}`;
  return new RetrogradError("E_FILE", visibleText(message), {
    cause: error,
    data: { folder },
  });
}
