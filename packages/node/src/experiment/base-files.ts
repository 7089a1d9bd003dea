import { realpathSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { RetrogradError } from "@retrograd/core";
import type { ExperimentTextOptions } from "@retrograd/experiment";
import { readText } from "./read-text.js";

/** How the files that an experiment extends are read: only those in its folder or below, links followed.
 *  `path` is the experiment's own, absolute; `shown` is how it was named. */
export function baseFiles(path: string, shown: string): NonNullable<ExperimentTextOptions["bases"]> {
  const identity = realpathSync(path);
  const root = dirname(identity);
  return {
    identity,
    read(named, from) {
      const outside = `it must be in the folder of ${shown} or below it`;
      if (isAbsolute(named) || !isPlainPath(named)) return { problem: `${outside}, by a relative path` };
      const wanted = resolve(dirname(from), named);
      if (isOutside(root, wanted)) return { problem: outside };
      try {
        const found = realpathSync(wanted);
        if (isOutside(root, found)) return { problem: outside };
        const file = join(dirname(shown), relative(root, found));
        return { file, identity: found, text: readText(found, file) };
      } catch (error) {
        if (error instanceof RetrogradError) return { problem: error.message };
        return { problem: `there is no file ${join(dirname(shown), relative(root, wanted))}` };
      }
    },
  };
}

function isOutside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way);
}

/** No URL, no home folder, no character that a file system refuses. */
function isPlainPath(named: string): boolean {
  return !/^[a-z][a-z0-9+.-]*:|^~|\0/i.test(named);
}
