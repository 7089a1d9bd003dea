import { RetrogradError } from "@retrograd/core";
import type { Plugin } from "@retrograd/plugin";
import { checkCompatible } from "./check-compatible.js";
import { contentHash } from "./content-hash.js";
import { findPlugin } from "./find-plugin.js";
import { importPlugin } from "./import-plugin.js";
import { manifestOf } from "./package-manifest.js";

/** A plugin, and where it came from. */
export interface LoadedPlugin {
  readonly plugin: Plugin;
  /** As on the command line. */
  readonly from: string;
  /** Its file, absolute, symbolic links followed. */
  readonly file: string;
  /** The version of its package, or else its own, or else "unknown". */
  readonly version: string;
  /** `contentHash` of its own code. */
  readonly sha256: string;
}

/** Loads plugins in order, each once.
 *  @throws RetrogradError E_PLUGIN when one is missing, does not load, exports no plugin or is not compatible, or when two
 *  different plugins have the same name */
export async function loadPlugins(
  names: readonly string[],
  directory: string,
): Promise<readonly LoadedPlugin[]> {
  const loaded: LoadedPlugin[] = [];
  for (const from of names) {
    const file = await findPlugin(from, directory);
    if (loaded.some((other) => other.file === file)) continue;
    const plugin = await loadPlugin(file, from);
    const rival = loaded.find((other) => other.plugin.name === plugin.plugin.name);
    if (rival !== undefined) throw conflict(rival, plugin);
    loaded.push(plugin);
  }
  return loaded;
}

/** Loads the plugin in a file. from: its name on the command line
 *  @throws RetrogradError E_PLUGIN */
export async function loadPlugin(file: string, from: string): Promise<LoadedPlugin> {
  const manifest = manifestOf(file);
  checkCompatible(from, file, manifest);
  // before its code runs, so that the hash is of the code that ran
  const sha256 = contentHash(file);
  const plugin = await importPlugin(file, from);
  const packageVersion = manifest?.name === plugin.name ? manifest.version : undefined;
  return { plugin, from, file, version: packageVersion ?? plugin.version ?? "unknown", sha256 };
}

function conflict(one: LoadedPlugin, other: LoadedPlugin): RetrogradError {
  const described = ({ version, file }: LoadedPlugin) => `version ${version} in ${file}`;
  return new RetrogradError(
    "E_PLUGIN",
    `the plugin ${one.plugin.name} is loaded twice, ${described(one)} and ${described(other)}: load only one of them`,
  );
}
