import { readdir, stat } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { RetrogradError, visibleText } from "@retrograd/core";
import { openPlainFileInBackground } from "@retrograd/core/node";
import type { DataFiles, FileContent, FolderEntry } from "@retrograd/plugin";
import { fileError } from "./file-error.js";
import { fileRowStore } from "./file-row-store.js";
import { fileStream, type ReadProgress } from "./file-stream.js";

/** Options of `nodeDataFiles`. */
export interface NodeDataFilesOptions {
  /** Folder of the experiment. Relative paths start here. */
  readonly base: string;
  /** Folder for data sets that the user passed, such as with `--data-dir`. */
  readonly dataDirectory?: string;
  /** Environment variables; only RETROGRAD_DATA is used. Default: those of the process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The user's cache folder for Retrograd. Default: none. */
  readonly cacheDirectory?: string;
  /** Called with the progress of a file that is read piece by piece. */
  readonly progress?: ReadProgress;
}

/** Gives data set definitions access to the files of this machine. Reads, never writes.
 *  `find` searches `<dataDirectory>/<data set>`, `<dataDirectory>`, `$RETROGRAD_DATA/<data set>`,
 *  `<cacheDirectory>/datasets/<data set>` and `/usr/share/datasets/<data set>`, in this order. `read` accepts any
 *  path: the data of an experiment can be anywhere.
 *  @throws RetrogradError E_DATA_MISSING when a file does not exist, E_FILE when it cannot be read */
export function nodeDataFiles(options: NodeDataFilesOptions): DataFiles {
  return {
    async read(path) {
      const full = fullPath(path, options);
      const bytes = await bytesOf(full);
      if (bytes === undefined) throw missingPath("file", path, full);
      return { path, bytes };
    },
    async stream(path) {
      const full = fullPath(path, options);
      const size = await sizeOf(full);
      if (size === undefined) throw missingPath("file", path, full);
      return fileStream(path, { full, size, progress: options.progress });
    },
    createRowStore: fileRowStore,
    async list(path) {
      const full = fullPath(path, options);
      const entries = await entriesOf(full);
      if (entries === undefined) throw missingPath("folder", path, full);
      return entries;
    },
    async find(dataset, names) {
      const folders = foldersOf(dataset, options);
      for (const folder of folders) {
        const file = await firstIn(folder, names);
        if (file !== undefined) return file;
      }
      throw missing(dataset, names, folders);
    },
  };
}

function fullPath(path: string, { base }: NodeDataFilesOptions): string {
  checkPath(path);
  return isAbsolute(path) ? path : resolve(base, path);
}

function missingPath(what: "file" | "folder", path: string, full: string): RetrogradError {
  const message = `there is no ${what} ${visibleText(path)}; looked at ${visibleText(full)}. A path is relative to the folder of the experiment`;
  return new RetrogradError("E_DATA_MISSING", message, { data: { path, places: [full] } });
}

function foldersOf(dataset: string, options: NodeDataFilesOptions): readonly string[] {
  const { dataDirectory, environment = process.env, cacheDirectory } = options;
  const fromEnvironment = environment.RETROGRAD_DATA;
  return [
    ...(dataDirectory === undefined ? [] : [join(dataDirectory, dataset), dataDirectory]),
    ...(fromEnvironment === undefined || fromEnvironment === "" ? [] : [join(fromEnvironment, dataset)]),
    ...(cacheDirectory === undefined ? [] : [join(cacheDirectory, "datasets", dataset)]),
    join("/usr/share/datasets", dataset),
  ].map((folder) => resolve(folder));
}

async function firstIn(folder: string, names: readonly string[]): Promise<FileContent | undefined> {
  for (const name of names) {
    const path = join(folder, name);
    // archives of MNIST unpack to a folder with the same name as the file in it: skip the folder
    if (!(await attempt(path, () => stat(path)))?.isFile()) continue;
    const bytes = await bytesOf(path);
    if (bytes !== undefined) return { path, bytes };
  }
  return undefined;
}

function missing(dataset: string, names: readonly string[], folders: readonly string[]): RetrogradError {
  const message = [
    `the data set "${dataset}" was not found: no ${names.join(" or ")} in`,
    ...folders.map((folder) => `  ${visibleText(folder)}`),
    `Put its files there, or pass their folder: --data-dir DIR, or the environment variable RETROGRAD_DATA=DIR with the files in DIR/${dataset}`,
  ].join("\n");
  return new RetrogradError("E_DATA_MISSING", message, { data: { dataset, names, places: folders } });
}

/** Refuses text that looks like a path but is not one for the file system. */
function checkPath(path: string): void {
  const problem = /^[a-z][a-z0-9+.-]+:\/\//i.test(path)
    ? "is an address; download the file and write its path"
    : /^~/.test(path)
      ? 'starts with "~", which only a shell expands; write the whole path'
      : path.includes("\0")
        ? "has a NUL character"
        : [...path].some((character) => character < " ")
          ? 'contains a tab, a line break or another control character: in YAML \\t in "..." is an escape. Write the path in single quotes, or with / for \\'
          : undefined;
  if (problem !== undefined) {
    throw new RetrogradError("E_FILE", `the path ${JSON.stringify(path)} ${problem}`, { data: { path } });
  }
}

/** The size of a file in bytes; undefined if it does not exist.
 *  @throws RetrogradError E_FILE when the path is not a file */
async function sizeOf(path: string): Promise<number | undefined> {
  return attempt(path, async () => {
    const stats = await stat(path);
    // reading a device or a pipe may never end
    if (stats.isFile()) return stats.size;
    const message = `${visibleText(path)} must be a file, got a folder or a device`;
    throw new RetrogradError("E_FILE", message, { data: { path } });
  });
}

/** The bytes of a file; undefined if it does not exist.
 *  @throws RetrogradError E_FILE when it cannot be read */
async function bytesOf(path: string): Promise<Uint8Array | undefined> {
  return attempt(path, async () => {
    const file = await openPlainFileInBackground(path);
    try {
      const { buffer, byteOffset, byteLength } = await file.readFile();
      return new Uint8Array(buffer, byteOffset, byteLength);
    } finally {
      await file.close();
    }
  });
}

/** The entries of a folder, sorted by their characters; undefined if it does not exist. Links are followed.
 *  @throws RetrogradError E_FILE when the path is not a folder */
async function entriesOf(path: string): Promise<readonly FolderEntry[] | undefined> {
  return attempt(path, async () => {
    if (!(await stat(path)).isDirectory()) {
      throw new RetrogradError("E_FILE", `${visibleText(path)} must be a folder, got a file or a device`, {
        data: { path },
      });
    }
    const names = (await readdir(path)).sort((a, b) => (a < b ? -1 : 1));
    return Promise.all(
      names.map(async (name) => {
        // a broken link causes an error later, when it is read
        const stats = await attempt(join(path, name), () => stat(join(path, name)));
        return { name, folder: stats?.isDirectory() ?? false };
      }),
    );
  });
}

/** Runs a file operation; undefined if the file does not exist. */
async function attempt<T>(path: string, run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof RetrogradError || !(error instanceof Error)) throw error;
    const code = "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw fileError(path, error);
  }
}
