import { existsSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { RetrogradError } from "@retrograd/core";
import { readManifest } from "./package-manifest.js";

const endings = ".js, .mjs, .cjs, .ts, .mts or .cts";
const fileEndings = /\.[mc]?[jt]s$/;
// a package and perhaps one of its entries; neither `node:fs` nor `data:...` nor `file:...` is one
const packageName = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*(\/[a-z0-9._~-]+)*$/i;

/** The file, symbolic links followed, that a plugin's name means: itself when it is a path to a file of JavaScript or TypeScript,
 *  the entry of the package in a folder when it is a path to one, else the entry of the package of that name as it is
 *  installed in `directory` or above.
 *  @throws RetrogradError E_PLUGIN when it is not there or the name can be neither */
export async function findPlugin(name: string, directory: string): Promise<string> {
  return realpathSync(isPath(name) ? await pathEntry(name, directory) : await packageEntry(name, directory));
}

function isPath(name: string): boolean {
  return (
    name.startsWith(".") ||
    name.endsWith("/") ||
    isAbsolute(name) ||
    (!name.includes(":") && fileEndings.test(name))
  );
}

async function pathEntry(name: string, directory: string): Promise<string> {
  const path = resolve(directory, name);
  if (existsSync(path) && statSync(path).isDirectory()) {
    const own = readManifest(join(path, "package.json"))?.name;
    if (own !== undefined) return packageEntry(own, path);
    throw new RetrogradError(
      "E_PLUGIN",
      `the plugin ${name} is a folder without a package.json that gives its name`,
    );
  }
  if (!fileEndings.test(path)) {
    throw new RetrogradError(
      "E_PLUGIN",
      `the plugin ${name} must be a ${endings} file, a package's folder, or its name`,
    );
  }
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new RetrogradError("E_PLUGIN", `there is no plugin file ${name}; looked at ${path}`);
  }
  return path;
}

async function packageEntry(name: string, directory: string): Promise<string> {
  if (!packageName.test(name)) {
    throw new RetrogradError(
      "E_PLUGIN",
      `the plugin ${JSON.stringify(name)} must be the name of an installed package, or the path of a ${endings} file`,
    );
  }
  const manifest = join(directory, "package.json");
  try {
    const entry = createRequire(manifest).resolve(name);
    // a module of Node's own, such as fs, is no file
    if (isAbsolute(entry)) return entry;
  } catch (error) {
    const isThere =
      error instanceof Error && "code" in error && error.code === "ERR_PACKAGE_PATH_NOT_EXPORTED";
    if (!isThere) throw notInstalled(name, directory, error);
    return importEntry(name, manifest, error);
  }
  throw notInstalled(name, directory, undefined);
}

/** The entry of a package that is for `import` alone. */
async function importEntry(name: string, manifest: string, cause: unknown): Promise<string> {
  // loaded late: it is large, and few packages need it
  const { createJiti } = await import("jiti");
  const jiti = createJiti(manifest, { fsCache: false });
  const found = jiti.esmResolve(name, { parentURL: pathToFileURL(manifest), try: true });
  if (found !== undefined) return fileURLToPath(found);
  throw new RetrogradError(
    "E_PLUGIN",
    `the plugin ${name} is there but cannot be found by its name alone: give the path of its file`,
    { cause },
  );
}

function notInstalled(name: string, directory: string, cause: unknown): RetrogradError {
  return new RetrogradError(
    "E_PLUGIN",
    `the plugin ${name} is not installed in ${directory} or above: npm install ${name}, or give the path of a file, such as ./${name}.js`,
    { cause },
  );
}
