import {
  appendFileSync,
  closeSync,
  constants,
  fdatasync,
  fstatSync,
  fsync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  unlinkSync,
  write,
  writeSync,
} from "node:fs";
import { truncate, unlink } from "node:fs/promises";
import { promisify } from "node:util";
import { openPlainFileInBackground } from "@retrograd/core/node";
import writeFileAtomic from "write-file-atomic";
import type { FileLayer, OpenFile } from "./file-layer.js";

const writeInBackground = promisify(write);
const syncFolderInBackground = promisify(fsync);
// the bytes and all that is needed to read them: the times of a file are not worth a wait
const syncInBackground = promisify(fdatasync);

// copied to the system in less time than a thread takes to wake
const small = 1 << 20;

// opening a named pipe without a reader would block forever
const toWrite = constants.O_WRONLY | (constants.O_NONBLOCK ?? 0);

/** The machine's own file system. What waits for the disk, as syncing and removing do, and what is large, is done by the
 *  system's threads; the rest at once, since to hand a call of some microseconds to a thread costs training more. */
export const nodeFiles: FileLayer = {
  async overwrite(path, length) {
    const file = openSync(path, constants.O_CREAT | (constants.O_NOFOLLOW ?? 0) | toWrite);
    const { nlink, size } = fstatSync(file);
    if (nlink === 1) {
      if (size > length) ftruncateSync(file, length);
      return openFile(file);
    }
    closeSync(file);
    unlinkSync(path);
    return openFile(openSync(path, "wx"));
  },
  // not "a", which would make a file that is missing
  open: async (path) => openFile(openSync(path, constants.O_APPEND | toWrite)),
  appendNow: (path, bytes) => appendFileSync(path, bytes),
  replaceNow: (path, bytes) => writeFileAtomic.sync(path, Buffer.from(bytes)),
  truncate,
  async size(path) {
    const stats = lstatSync(path);
    if (stats.isFile()) return stats.size;
    throw Object.assign(new Error(`EINVAL: not a plain file, lstat '${path}'`), { code: "EINVAL" });
  },
  async read(path) {
    const file = await openPlainFileInBackground(path);
    try {
      return await file.readFile();
    } finally {
      await file.close();
    }
  },
  rename: async (from, to) => renameSync(from, to),
  removeFile: unlink,
  makeFolder: async (path) => mkdirSync(path),
  list: async (path) => readdirSync(path),
  async syncFolder(path) {
    // Windows opens no folders, and writes their entries through
    if (process.platform === "win32") return;
    const folder = openSync(path, "r");
    try {
      await syncFolderInBackground(folder);
    } finally {
      closeSync(folder);
    }
  },
};

/** A file by its descriptor. */
function openFile(file: number): OpenFile {
  return {
    async write(bytes) {
      if (bytes.length <= small) return writeSync(file, bytes);
      const { bytesWritten } = await writeInBackground(file, bytes);
      return bytesWritten;
    },
    sync: () => syncInBackground(file),
    close: async () => closeSync(file),
  };
}
