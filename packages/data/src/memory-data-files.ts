import { RetrogradError } from "@retrograd/core";
import type { DataFiles } from "@retrograd/network";

/** Files that are already in memory, by path; for browsers, where a page fetches or picks them itself.
 *  `find` looks for `<data set>/<name>`, then for `<name>`.
 *  @throws RetrogradError E_DATA_MISSING with the paths that are there */
export function memoryDataFiles(files: Readonly<Record<string, Uint8Array>>): DataFiles {
  const first = (wanted: string, paths: readonly string[]) => {
    for (const path of paths) {
      if (Object.hasOwn(files, path)) return { path, bytes: files[path] };
    }
    const known = Object.keys(files).join(", ") || "nothing";
    throw new RetrogradError("E_DATA_MISSING", `${wanted} was not found; in memory: ${known}`);
  };
  return {
    async read(path) {
      return first(path, [path]);
    },
    async find(dataset, names) {
      const paths = names.flatMap((name) => [`${dataset}/${name}`, name]);
      return first(`a file of the data set "${dataset}" (${names.join(" or ")})`, paths);
    },
  };
}
