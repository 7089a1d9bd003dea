import { readdir, stat } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { RetrogradError, visibleText } from "@retrograd/core";
import { openPlainFileInBackground } from "@retrograd/core/node";
import type { DataFiles, FolderEntry, FoundFile } from "@retrograd/plugin";
import { fileError } from "./file-error.js";
import { fileRowStore } from "./file-row-store.js";
import { fileStream, type ReadProgress } from "./file-stream.js";

/** Where data are looked for. */
export interface NodeDataFilesOptions {
  /** Folder of the experiment, to which the paths it names are relative. */
  readonly base: string;
  /** Folder that the user named for data sets, as with `--data-dir`. */
  readonly dataDirectory?: string;
  /** Environment variables, of which RETROGRAD_DATA counts; those of the process unless told. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The user's cache folder for Retrograd; none unless told. */
  readonly cacheDirectory?: string;
  /** Told how far a file that is read piece by piece has been read. */
  readonly progress?: ReadProgress;
}

/** Files of this machine for definitions of data sets. Reads, never writes.
 *  `find` looks in `<dataDirectory>/<data set>`, `<dataDirectory>`, `$RETROGRAD_DATA/<data set>`,
 *  `<cacheDirectory>/datasets/<data set>` and `/usr/share/datasets/<data set>`, in this order. `read` takes any path of the
 *  machine: an experiment may name its data wherever they are.
 *  @throws RetrogradError E_DATA_MISSING when a file is not there, E_FILE when it is there but cannot be read */
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
    store: fileRowStore,
    async list(path) {
      const full = fullPath(path, options);
      const entries = await entriesOf(full);
      if (entries === undefined) throw missingPath("folder", path, full);
      return entries;
    },
    async find(dataset, names) {
      const places = placesOf(dataset, options);
      for (const place of places) {
        const found = await firstIn(place, names);
        if (found !== undefined) return found;
      }
      throw missing(dataset, names, places);
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

function placesOf(dataset: string, options: NodeDataFilesOptions): readonly string[] {
  const { dataDirectory, environment = process.env, cacheDirectory } = options;
  const fromEnvironment = environment.RETROGRAD_DATA;
  return [
    ...(dataDirectory === undefined ? [] : [join(dataDirectory, dataset), dataDirectory]),
    ...(fromEnvironment === undefined || fromEnvironment === "" ? [] : [join(fromEnvironment, dataset)]),
    ...(cacheDirectory === undefined ? [] : [join(cacheDirectory, "datasets", dataset)]),
    join("/usr/share/datasets", dataset),
  ].map((place) => resolve(place));
}

async function firstIn(place: string, names: readonly string[]): Promise<FoundFile | undefined> {
  for (const name of names) {
    const path = join(place, name);
    // archives of MNIST unpack to a folder with the name of the file it holds: that is no find
    if (!(await attempt(path, () => stat(path)))?.isFile()) continue;
    const bytes = await bytesOf(path);
    if (bytes !== undefined) return { path, bytes };
  }
  return undefined;
}

function missing(dataset: string, names: readonly string[], places: readonly string[]): RetrogradError {
  const message = [
    `the data set "${dataset}" was not found: no ${names.join(" or ")} in`,
    ...places.map((place) => `  ${visibleText(place)}`),
    `Put its files there, or say where they are: --data-dir DIR, or the environment variable RETROGRAD_DATA=DIR with the files in DIR/${dataset}`,
  ].join("\n");
  return new RetrogradError("E_DATA_MISSING", message, { data: { dataset, names, places } });
}

/** Refuses what people write for a path that no file system takes as one. */
function checkPath(path: string): void {
  const mend = /^[a-z][a-z0-9+.-]+:\/\//i.test(path)
    ? "is an address; download the file and write its path"
    : /^~/.test(path)
      ? 'begins with "~", which only a shell expands; write the whole path'
      : path.includes("\0")
        ? "has a NUL character"
        : [...path].some((character) => character < " ")
          ? 'holds a tab, a line break or the like: in YAML \\t in "..." is an escape. Write the path in single quotes, or with / for \\'
          : undefined;
  if (mend !== undefined) {
    throw new RetrogradError("E_FILE", `the path ${JSON.stringify(path)} ${mend}`, { data: { path } });
  }
}

/** How many bytes a file has, or nothing where there is none.
 *  @throws RetrogradError E_FILE when something is there that is no file */
async function sizeOf(path: string): Promise<number | undefined> {
  return attempt(path, async () => {
    const found = await stat(path);
    // a device or a pipe would be read for ever
    if (found.isFile()) return found.size;
    const message = `${visibleText(path)} must be a file, got a folder or a device`;
    throw new RetrogradError("E_FILE", message, { data: { path } });
  });
}

/** The bytes of a file, or nothing where there is none.
 *  @throws RetrogradError E_FILE when something is there that cannot be read */
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

/** The entries of a folder, sorted by their characters, or nothing where there is none; links are followed.
 *  @throws RetrogradError E_FILE when something is there that is no folder */
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
        // a link that leads nowhere is told when it is read
        const found = await attempt(join(path, name), () => stat(join(path, name)));
        return { name, folder: found?.isDirectory() ?? false };
      }),
    );
  });
}

/** Runs a file operation; nothing where the file is not there. */
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
