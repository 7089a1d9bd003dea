import { RetrogradError } from "@retrograd/core";
import type { DataFiles, FolderEntry } from "@retrograd/plugin";

/** Files that are already in memory, by path; for browsers, where a page fetches or picks them itself.
 *  A folder is what paths have in common, up to a `/`. `find` looks for `<data set>/<name>`, then for `<name>`.
 *  @throws RetrogradError E_DATA_MISSING with the paths that are there */
export function memoryDataFiles(files: Readonly<Record<string, Uint8Array>>): DataFiles {
  const first = (wanted: string, paths: readonly string[]) => {
    for (const path of paths) {
      if (Object.hasOwn(files, path)) return { path, bytes: files[path] };
    }
    throw missing(wanted, files);
  };
  return {
    async read(path) {
      return first(path, [path]);
    },
    async list(path) {
      const start = `${path.replace(/\/+$/, "")}/`;
      const inside = Object.keys(files).flatMap((file) =>
        file.startsWith(start) ? [file.slice(start.length).split("/")] : [],
      );
      if (inside.length === 0) throw missing(path, files);
      const entries = new Map(inside.map(([name, ...below]) => [name, below.length > 0]));
      return [...entries].map(([name, folder]) => ({ name, folder })).sort(byName);
    },
    async find(dataset, names) {
      const paths = names.flatMap((name) => [`${dataset}/${name}`, name]);
      return first(`a file of the data set "${dataset}" (${names.join(" or ")})`, paths);
    },
  };
}

function missing(wanted: string, files: Readonly<Record<string, Uint8Array>>): RetrogradError {
  const known = Object.keys(files).join(", ") || "nothing";
  return new RetrogradError("E_DATA_MISSING", `${wanted} was not found; in memory: ${known}`);
}

/** Sorts by the characters of the names, as every machine does. */
function byName(a: FolderEntry, b: FolderEntry): number {
  return a.name < b.name ? -1 : 1;
}
