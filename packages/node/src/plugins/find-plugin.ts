import { existsSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { RetrogradError } from "@retrograd/core";
import { readManifest } from "./package-manifest.js";

const endings = ".js, .mjs, .cjs, .ts, .mts or .cts";
const fileEndings = /\.[mc]?[jt]s$/;
// a package, with or without one of its entries; neither `node:fs` nor `data:...` nor `file:...` is one
const packagePattern = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*(\/[a-z0-9._~-]+)*$/i;

/** Resolves a plugin's name to its file, symbolic links followed. The name is the path of a JavaScript or TypeScript file, the
 *  path of a package's folder, or the name of a package installed in `directory` or above.
 *  @throws RetrogradError E_PLUGIN when there is no such file or package, or the name cannot be one */
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
    const packageName = readManifest(join(path, "package.json"))?.name;
    if (packageName !== undefined) return packageEntry(packageName, path);
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
  if (!packagePattern.test(name)) {
    throw new RetrogradError(
      "E_PLUGIN",
      `the plugin ${JSON.stringify(name)} must be the name of an installed package, or the path of a ${endings} file`,
    );
  }
  const manifest = join(directory, "package.json");
  try {
    const entry = createRequire(manifest).resolve(name);
    // a module of Node itself, such as fs, has no path
    if (isAbsolute(entry)) return entry;
  } catch (error) {
    const isInstalled =
      error instanceof Error && "code" in error && error.code === "ERR_PACKAGE_PATH_NOT_EXPORTED";
    if (!isInstalled) throw notInstalled(name, directory, error);
    return importEntry(name, manifest, error);
  }
  throw notInstalled(name, directory, undefined);
}

/** The entry of a package that only supports `import`. */
async function importEntry(name: string, manifest: string, cause: unknown): Promise<string> {
  // loaded late: it is large, and few packages need it
  const { createJiti } = await import("jiti");
  const jiti = createJiti(manifest, { fsCache: false });
  const entry = jiti.esmResolve(name, { parentURL: pathToFileURL(manifest), try: true });
  if (entry !== undefined) return fileURLToPath(entry);
  throw new RetrogradError(
    "E_PLUGIN",
    `the plugin ${name} is installed but has no entry that its name alone leads to: give the path of its file`,
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
