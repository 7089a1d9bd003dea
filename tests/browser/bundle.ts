import { join } from "node:path";
import { build } from "vite";
import { root } from "../outside-project.js";

/** Bundles the page with the built packages into `folder`, as an application does. */
export async function bundlePage(folder: string): Promise<void> {
  await build({
    root: join(root, "tests/browser"),
    configFile: false,
    mode: "production",
    logLevel: "warn",
    build: { outDir: folder, emptyOutDir: true, target: "es2022", modulePreload: { polyfill: false } },
    worker: { format: "es" },
  });
}
