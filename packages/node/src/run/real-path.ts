import { existsSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { RetrogradError } from "@retrograd/core";

/** The path of a folder with symbolic links followed. The folder need not exist yet. from: what paths in messages are
 *  relative to
 *  @throws RetrogradError E_FILE when the path, or a parent of it, is a file */
export function realPath(path: string, from: string): string {
  if (!existsSync(path)) {
    const parent = dirname(path);
    return parent === path ? path : join(realPath(parent, from), basename(path));
  }
  if (statSync(path).isDirectory()) return realpathSync(path);
  throw new RetrogradError("E_FILE", `${relative(from, path)} is a file; name a folder`);
}
