import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  type Stats,
  statSync,
} from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { isatty } from "node:tty";
import { RetrogradError } from "../errors.js";
import { visibleText } from "../text/visible-text.js";

const { O_RDONLY, O_NONBLOCK = 0, O_NOCTTY = 0 } = constants;

// otherwise opening a named pipe without a writer would block forever
const withoutWaiting = O_RDONLY | O_NONBLOCK | O_NOCTTY;

/** A file that is open for reading. */
export interface OpenPlainFile {
  readonly descriptor: number;
  /** In bytes. */
  readonly size: number;
}

/** Opens a plain file for reading; follows links. The kind of the file is checked after it is opened, so that it cannot be
 *  replaced in between. The caller closes the descriptor.
 *  @throws RetrogradError E_FILE for a folder, a pipe, a socket or a device; errors of the system, such as ENOENT */
export function openPlainFile(path: string): OpenPlainFile {
  const descriptor = explainingSockets(path, () => openSync(path, withoutWaiting));
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw notPlain(path, stats);
    return { descriptor, size: stats.size };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** All bytes of a plain file, or its first `limit` bytes.
 *  @throws as `openPlainFile` does */
export function readPlainFile(path: string, limit = Number.POSITIVE_INFINITY): Uint8Array<ArrayBuffer> {
  const { descriptor, size } = openPlainFile(path);
  try {
    if (size <= limit) return asUint8Array(readFileSync(descriptor));
    const bytes = new Uint8Array(limit);
    let length = 0;
    for (let read = -1; read !== 0; length += read) {
      read = readSync(descriptor, bytes, length, limit - length, length);
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

/** Opens a plain file for asynchronous reading. orPipe: also accepts a pipe that this process was started with, such as
 *  /dev/stdin or the /dev/fd/63 of a shell's `<(command)`. The caller closes it.
 *  @throws as `openPlainFile` does */
export async function openPlainFileInBackground(
  path: string,
  { orPipe = false }: { readonly orPipe?: boolean } = {},
): Promise<FileHandle> {
  const isInherited = orPipe && inheritedDescriptor.test(path);
  const handle = await explainingSocketsLater(path, () =>
    open(path, isInherited ? O_RDONLY : withoutWaiting),
  );
  try {
    const stats = await handle.stat();
    const isPipe = stats.isFIFO() || stats.isSocket() || isatty(handle.fd);
    if (!stats.isFile() && !(isInherited && isPipe)) throw notPlain(path, stats);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

// the paths of the descriptors that a process was started with
const inheritedDescriptor = /^\/dev\/(?:stdin|fd\/\d+)$|^\/proc\/self\/fd\/\d+$/;

/** Some methods of Buffer, such as `slice`, differ from those of Uint8Array. */
function asUint8Array({ buffer, byteOffset, byteLength }: Buffer<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function explainingSockets<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw socketError(path, error) ?? error;
  }
}

async function explainingSocketsLater<T>(path: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw socketError(path, error) ?? error;
  }
}

/** The error of what cannot even be opened: a socket, or a device without its hardware. */
function socketError(path: string, error: unknown): RetrogradError | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code !== "ENXIO" && code !== "ENODEV" && code !== "EOPNOTSUPP") return undefined;
  return notPlain(path, statSync(path, { throwIfNoEntry: false }));
}

function notPlain(path: string, stats: Stats | undefined): RetrogradError {
  const kind = kindOf(stats);
  return new RetrogradError("E_FILE", `${visibleText(path)} must be a plain file, got ${kind}`, {
    data: { path, kind },
  });
}

function kindOf(stats: Stats | undefined): string {
  if (stats?.isDirectory()) return "a folder";
  if (stats?.isFIFO()) return "a pipe";
  return stats?.isSocket() ? "a socket" : "a device";
}
