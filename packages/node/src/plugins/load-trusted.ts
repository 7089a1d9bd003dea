import { existsSync } from "node:fs";
import { RetrogradError } from "@retrograd/core";
import type { NodeEnvironment } from "../environment.js";
import { contentHash } from "./content-hash.js";
import { type LoadedPlugin, loadPlugin } from "./load-plugins.js";
import { readTrustList, type TrustedPlugin } from "./trust-list.js";

/** Whether a trusted plugin is unchanged, changed since it was trusted, or missing. */
export type TrustState = "ok" | "changed" | "missing";

/** The state of a trusted plugin. Runs none of its code. */
export function trustStateOf({ file, sha256 }: TrustedPlugin): TrustState {
  if (!existsSync(file)) return "missing";
  return contentHash(file) === sha256 ? "ok" : "changed";
}

/** Loads those of the named plugins that the user trusts, from where they were trusted; the others are left out.
 *  @throws RetrogradError E_PLUGIN when one has changed since it was trusted, is gone, or does not load */
export async function loadTrusted(
  names: readonly string[],
  environment: NodeEnvironment,
): Promise<readonly LoadedPlugin[]> {
  if (names.length === 0) return [];
  const trusted = readTrustList(environment).filter(({ name }) => names.includes(name));
  const loaded: LoadedPlugin[] = [];
  for (const plugin of trusted) {
    checkUnchanged(plugin);
    const current = await loadPlugin(plugin.file, plugin.name);
    if (current.plugin.name !== plugin.name) throw renamed(plugin, current.plugin.name);
    loaded.push(current);
  }
  return loaded;
}

function checkUnchanged(plugin: TrustedPlugin): void {
  const state = trustStateOf(plugin);
  const { name, file } = plugin;
  if (state === "missing") {
    throw new RetrogradError(
      "E_PLUGIN",
      `the plugin ${name} was trusted in ${file}, which is gone: trust it where it is now (retrograd plugins trust ${name}), or no longer (retrograd plugins untrust ${name})`,
    );
  }
  if (state === "changed") {
    throw new RetrogradError(
      "E_PLUGIN",
      `the code of the plugin ${name} in ${file} has changed since it was trusted and is not loaded: if you know why, run retrograd plugins trust ${file}`,
    );
  }
}

function renamed({ name, file }: TrustedPlugin, now: string): RetrogradError {
  return new RetrogradError("E_PLUGIN", `${file} was trusted as the plugin ${name} but is now ${now}`);
}
