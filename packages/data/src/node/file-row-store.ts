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

/** Room for rows of `width` numbers in a file without a name, in the folder for temporary files, which TMPDIR names. The file is
 *  gone with the process, however that ends, and before it once the store is no longer used.
 *  @throws RetrogradError E_FILE naming the folder when no file can be made there */
export function fileRowStore(width: number, what: string): RowStore {
  const folder = tmpdir();
  const attempt = <T>(run: () => T): T => {
    try {
      return run();
    } catch (error) {
      throw noRoom(folder, what, error);
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
        for (let at = 0; at < byteLength; ) {
          const written = writeSync(fd, bytes, at, byteLength - at, end);
          at += written;
          end += written;
        }
      } catch (error) {
        // a disk that is full should not stay so
        ftruncateSync(fd);
        throw noRoom(folder, what, error);
      }
    },
    read(indices) {
      const found = ahead.take(indices);
      if (found !== undefined) return found;
      const size = indices.length * width;
      if (rows.length < size) rows = new Float64Array(size);
      attempt(() => readRows(readSync, fd, indices, new Uint8Array(rows.buffer), length));
      return rows.subarray(0, size);
    },
    prefetch: ahead.begin,
  };
  unreachable.register(store, () => {
    ahead.end();
    closeSync(fd);
  });
  return store;
}

/** Closes what a store has open once nobody can reach it. */
const unreachable = new FinalizationRegistry<() => void>((close) => close());

/** Opens a file that only this process can reach. */
function openUnnamed(folder: string): number {
  const own = mkdtempSync(join(folder, "retrograd-"));
  try {
    const path = join(own, "rows");
    const fd = openSync(path, "wx+", 0o600);
    unlinkSync(path);
    return fd;
  } finally {
    rmdirSync(own);
  }
}

function noRoom(folder: string, what: string, error: unknown): RetrogradError {
  const said = error instanceof Error ? error.message : String(error);
  const mend =
    'say with the environment variable TMPDIR where there is room, or with "stream: false" that memory has it';
  return new RetrogradError("E_FILE", visibleText(`${what} cannot be kept in ${folder}: ${said}; ${mend}`), {
    cause: error,
    data: { folder },
  });
}
