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
  rmdirSync,
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
// syncs the bytes and what is needed to read them, but not the times of the file
const syncInBackground = promisify(fdatasync);

// bytes that are written in less time than a thread takes to wake up
const maxBytesToWriteNow = 1 << 20;

// opening a named pipe without a reader would block forever
const toWrite = constants.O_WRONLY | (constants.O_NONBLOCK ?? 0);

/** The file system of this machine. Calls that wait for the disk, such as syncing and removing, and large writes run in
 *  background threads. All others run immediately, since starting a thread would take longer than the call. */
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
  // not "a", which would create a missing file
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
  removeFolder: async (path) => rmdirSync(path),
  list: async (path) => readdirSync(path),
  async syncFolder(path) {
    // Windows cannot open a folder, and writes its entries to the disk immediately
    if (process.platform === "win32") return;
    const folder = openSync(path, "r");
    try {
      await syncFolderInBackground(folder);
    } finally {
      closeSync(folder);
    }
  },
};

/** The file with a descriptor. */
function openFile(file: number): OpenFile {
  return {
    async write(bytes) {
      if (bytes.length <= maxBytesToWriteNow) return writeSync(file, bytes);
      const { bytesWritten } = await writeInBackground(file, bytes);
      return bytesWritten;
    },
    sync: () => syncInBackground(file),
    close: async () => closeSync(file),
  };
}
