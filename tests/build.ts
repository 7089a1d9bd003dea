import { join } from "node:path";
import { root, run } from "./outside-project.js";

/** Builds every package once, before the first test of what users install; quick when nothing has changed.
 *  @throws Error with the compiler's output */
export function setup(): void {
  run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b"], root);
  for (const name of ["core", "plugin", "network"]) {
    run(process.execPath, [join(root, "scripts/bundle-package.mjs")], join(root, "packages", name));
  }
  run(process.execPath, [join(root, "packages/cli/scripts/bundle.mjs")], root);
}
