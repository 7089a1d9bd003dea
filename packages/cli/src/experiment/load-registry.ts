import { builtinData } from "@retrograd/data";
import { builtins } from "@retrograd/layers";
import { createRegistry, type Registry } from "@retrograd/network";
import { builtinTraining } from "@retrograd/trainer";
import { type LoadedPlugin, loadPlugins } from "./plugins.js";

/** All that experiments may name, and the plugins among it. */
export interface LoadedRegistry {
  readonly registry: Registry;
  readonly plugins: readonly LoadedPlugin[];
}

/** The built-in definitions together with those of plugins.
 *  @throws RetrogradError E_PLUGIN or E_DUPLICATE_NAME */
export async function loadRegistry(names: readonly string[] = [], directory = "."): Promise<LoadedRegistry> {
  const plugins = await loadPlugins(names, directory);
  const registry = createRegistry(
    builtins,
    builtinData,
    builtinTraining,
    ...plugins.map(({ plugin }) => plugin),
  );
  return { registry, plugins };
}
