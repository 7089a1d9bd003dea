import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { isAbsolute, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { RetrogradError } from "@retrograd/core";
import { definePlugin, type Plugin } from "@retrograd/network";

/** A plugin, and where it came from. */
export interface LoadedPlugin {
  readonly plugin: Plugin;
  /** As it was named on the command line. */
  readonly from: string;
}

const lists = ["layers", "losses", "initializers", "optimizers", "schedules", "datasets"] as const;

/** Loads plugins in order. Each is a .js or .mjs file, or the name of a package found from `directory`.
 *  @throws RetrogradError E_PLUGIN when one is missing, does not load, or exports no plugin */
export async function loadPlugins(
  names: readonly string[],
  directory: string,
): Promise<readonly LoadedPlugin[]> {
  const loaded: LoadedPlugin[] = [];
  for (const from of names) loaded.push({ plugin: await loadPlugin(from, directory), from });
  return loaded;
}

async function loadPlugin(name: string, directory: string): Promise<Plugin> {
  const file = isPath(name) ? filePath(name, directory) : packageFile(name, directory);
  let module: Readonly<Record<string, unknown>>;
  try {
    module = await import(pathToFileURL(file).href);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RetrogradError("E_PLUGIN", `the plugin ${name} does not load: ${reason}`, { cause: error });
  }
  const candidate = module.default ?? module.plugin;
  if (!isPlugin(candidate)) {
    const found = Object.keys(module).join(", ") || "nothing";
    throw new RetrogradError(
      "E_PLUGIN",
      `the plugin ${name} must export what definePlugin({ name, layers, ... }) of @retrograd/network returns, as default or as "plugin"; it exports ${found}`,
    );
  }
  return definePlugin(candidate);
}

function isPath(name: string): boolean {
  return name.startsWith(".") || isAbsolute(name) || /\.(m?js|m?ts)$/.test(name);
}

function filePath(name: string, directory: string): string {
  const path = resolve(directory, name);
  if (!/\.m?js$/.test(path)) {
    throw new RetrogradError(
      "E_PLUGIN",
      `the plugin ${name} must be a .js or .mjs file, or a package's name`,
    );
  }
  if (!existsSync(path)) {
    throw new RetrogradError("E_PLUGIN", `there is no plugin file ${name}; looked at ${path}`);
  }
  return path;
}

function packageFile(name: string, directory: string): string {
  try {
    return createRequire(join(directory, "package.json")).resolve(name);
  } catch (error) {
    const known = error instanceof Error && "code" in error && error.code === "ERR_PACKAGE_PATH_NOT_EXPORTED";
    const mend = known
      ? "is there but cannot be found by its name alone: give the path of its file"
      : `is not installed in ${directory} or above: npm install ${name}, or give the path of a file, such as ./${name}.js`;
    throw new RetrogradError("E_PLUGIN", `the plugin ${name} ${mend}`, { cause: error });
  }
}

function isPlugin(value: unknown): value is Plugin {
  if (typeof value !== "object" || value === null || !("name" in value)) return false;
  const record = value as Readonly<Record<string, unknown>>;
  return lists.every((list) => record[list] === undefined || Array.isArray(record[list]));
}
