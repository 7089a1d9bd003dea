import type { FileLayer, OpenFile } from "../src/node/files/file-layer.js";
import { refusal } from "./memory-files.js";

/** Which call fails, counted from 1, and with which error code. */
export interface Fault {
  readonly call: number;
  readonly code: string;
  /** Whether a failing write first writes one byte, and other writes only half of their bytes. */
  readonly short?: boolean;
}

/** A file system in which one call fails, and the number of calls so far. */
export function faultyFiles(files: FileLayer, { call, code, short = false }: Fault) {
  let calls = 0;
  const count = (path: string) => {
    calls++;
    if (calls === call) throw refusal(code, path);
  };
  const opened = (file: OpenFile, path: string): OpenFile => ({
    async write(bytes) {
      calls++;
      if (calls === call) {
        if (short) await file.write(bytes.subarray(0, 1));
        throw refusal(code, path);
      }
      // a system may write less than requested
      return file.write(short ? bytes.subarray(0, Math.ceil(bytes.length / 2)) : bytes);
    },
    async sync() {
      count(path);
      await file.sync();
    },
    close: () => file.close(),
  });
  const layer: FileLayer = {
    async overwrite(path, length) {
      count(path);
      return opened(await files.overwrite(path, length), path);
    },
    async open(path) {
      count(path);
      return opened(await files.open(path), path);
    },
    appendNow(path, bytes) {
      calls++;
      if (calls === call) {
        if (short) files.appendNow(path, bytes.subarray(0, 1));
        throw refusal(code, path);
      }
      files.appendNow(path, bytes);
    },
    replaceNow(path, bytes) {
      calls++;
      if (calls === call) {
        // the bytes are first written to a temporary file
        if (short) files.appendNow(`${path}.1`, bytes.subarray(0, 1));
        throw refusal(code, path);
      }
      files.replaceNow(path, bytes);
    },
    async truncate(path, length) {
      count(path);
      await files.truncate(path, length);
    },
    async size(path) {
      count(path);
      return files.size(path);
    },
    async read(path) {
      count(path);
      return files.read(path);
    },
    async rename(from, to) {
      count(from);
      await files.rename(from, to);
    },
    async removeFile(path) {
      count(path);
      await files.removeFile(path);
    },
    async makeFolder(path) {
      count(path);
      await files.makeFolder(path);
    },
    async removeFolder(path) {
      count(path);
      await files.removeFolder(path);
    },
    async list(path) {
      count(path);
      return files.list(path);
    },
    async syncFolder(path) {
      count(path);
      await files.syncFolder(path);
    },
  };
  return { layer, calls: () => calls };
}
