import { realpathSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { RetrogradError } from "@retrograd/core";
import type { ExperimentTextOptions } from "@retrograd/experiment";
import { readText } from "./read-text.js";

/** How the files that an experiment extends are read: only those in its folder or below, links followed.
 *  path: of the experiment, absolute; name: the path as the user wrote it */
export function baseFiles(path: string, name: string): NonNullable<ExperimentTextOptions["bases"]> {
  const identity = realpathSync(path);
  const root = dirname(identity);
  return {
    identity,
    read(base, from) {
      const outside = `it must be in the folder of ${name} or below it`;
      if (isAbsolute(base) || !isPlainPath(base)) return { problem: `${outside}, by a relative path` };
      const target = resolve(dirname(from), base);
      if (isOutside(root, target)) return { problem: outside };
      try {
        const real = realpathSync(target);
        if (isOutside(root, real)) return { problem: outside };
        const file = join(dirname(name), relative(root, real));
        return { file, identity: real, text: readText(real, file) };
      } catch (error) {
        if (error instanceof RetrogradError) return { problem: error.message };
        return { problem: `there is no file ${join(dirname(name), relative(root, target))}` };
      }
    },
  };
}

function isOutside(root: string, path: string): boolean {
  const route = relative(root, path);
  return route === ".." || route.startsWith(`..${sep}`) || isAbsolute(route);
}

/** Whether a name is neither a URL nor in the home folder, and has no character that file systems refuse. */
function isPlainPath(name: string): boolean {
  return !/^[a-z][a-z0-9+.-]*:|^~|\0/i.test(name);
}
