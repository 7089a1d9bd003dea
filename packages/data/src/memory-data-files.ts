import { RetrogradError } from "@retrograd/core";
import type { DataFiles, FolderEntry } from "@retrograd/plugin";

/** Gives data set definitions access to files in memory, by path, such as in browsers, where the page fetches the files.
 *  A folder is a common start of paths, up to a `/`. `find` searches `<data set>/<name>`, then `<name>`.
 *  @throws RetrogradError E_DATA_MISSING with the known paths */
export function memoryDataFiles(files: Readonly<Record<string, Uint8Array>>): DataFiles {
  const first = (label: string, paths: readonly string[]) => {
    for (const path of paths) {
      if (Object.hasOwn(files, path)) return { path, bytes: files[path] };
    }
    throw missing(label, files);
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

function missing(label: string, files: Readonly<Record<string, Uint8Array>>): RetrogradError {
  const paths = Object.keys(files).join(", ") || "nothing";
  return new RetrogradError("E_DATA_MISSING", `${label} was not found; in memory: ${paths}`);
}

/** Sorts by the characters of the names, so that the order is the same on every machine. */
function byName(a: FolderEntry, b: FolderEntry): number {
  return a.name < b.name ? -1 : 1;
}
