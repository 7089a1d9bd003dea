import { appendFileSync, constants } from "node:fs";
import {
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rmdir,
  truncate,
  unlink,
} from "node:fs/promises";
import writeFileAtomic from "write-file-atomic";
import type { FileLayer, OpenFile } from "./file-layer.js";

/** The machine's own file system. */
export const nodeFiles: FileLayer = {
  create: async (path) => openFile(await open(path, "wx")),
  // not "a", which would make a file that is missing
  open: async (path) => openFile(await open(path, constants.O_WRONLY | constants.O_APPEND)),
  appendNow: (path, bytes) => appendFileSync(path, bytes),
  replaceNow: (path, bytes) => writeFileAtomic.sync(path, Buffer.from(bytes)),
  truncate,
  async size(path) {
    const stats = await lstat(path);
    if (stats.isFile()) return stats.size;
    throw Object.assign(new Error(`EINVAL: not a plain file, lstat '${path}'`), { code: "EINVAL" });
  },
  read: (path) => readFile(path),
  rename,
  removeFile: unlink,
  makeFolder: (path) => mkdir(path),
  removeFolder: rmdir,
  list: (path) => readdir(path),
  async syncFolder(path) {
    // Windows opens no folders, and writes their entries through
    if (process.platform === "win32") return;
    const folder = await open(path, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
};

function openFile(handle: FileHandle): OpenFile {
  return {
    write: async (bytes) => (await handle.write(bytes)).bytesWritten,
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}
