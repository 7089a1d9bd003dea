import { existsSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { RetrogradError } from "@retrograd/core";

/** Where a folder that may still have to be made really stands, symbolic links followed; `from` shortens what is shown.
 *  @throws RetrogradError E_FILE when it, or a folder on the way to it, is a file */
export function realPlace(path: string, from: string): string {
  if (!existsSync(path)) {
    const parent = dirname(path);
    return parent === path ? path : join(realPlace(parent, from), basename(path));
  }
  if (statSync(path).isDirectory()) return realpathSync(path);
  throw new RetrogradError("E_FILE", `${relative(from, path)} is a file; name a folder`);
}
