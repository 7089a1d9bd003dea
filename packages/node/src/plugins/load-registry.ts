import { createRegistry, type Registry } from "@retrograd/plugin";
import type { NodeEnvironment } from "../environment.js";
import { builtinPlugins } from "./builtin-plugins.js";
import type { LoadedPlugin } from "./load-plugins.js";

/** Everything that experiments can name, and the plugins that define some of it. */
export interface LoadedRegistry {
  readonly registry: Registry;
  readonly plugins: readonly LoadedPlugin[];
}

/** The built-in definitions together with those of the plugins that the command line names.
 *  @throws RetrogradError E_PLUGIN or E_DUPLICATE_NAME */
export async function loadRegistry(
  names: readonly string[] = [],
  { directory }: Pick<NodeEnvironment, "directory">,
): Promise<LoadedRegistry> {
  if (names.length === 0) return registryOf([]);
  // imported late: without plugins the command starts faster
  const { loadPlugins } = await import("./load-plugins.js");
  return registryOf(await loadPlugins(names, directory));
}

/** The registry, extended with the plugins of `needed` that it lacks and the user trusts.
 *  @throws RetrogradError E_PLUGIN or E_DUPLICATE_NAME */
export async function withTrusted(
  loaded: LoadedRegistry,
  needed: readonly string[],
  environment: NodeEnvironment,
): Promise<LoadedRegistry> {
  const present = loaded.registry.plugins.map(({ name }) => name);
  const missing = needed.filter((name) => !present.includes(name));
  if (missing.length === 0) return loaded;
  const { loadTrusted } = await import("./load-trusted.js");
  const trusted = await loadTrusted(missing, environment);
  return trusted.length === 0 ? loaded : registryOf([...loaded.plugins, ...trusted]);
}

function registryOf(plugins: readonly LoadedPlugin[]): LoadedRegistry {
  // `requires` compares the version of the package, which a plugin need not repeat
  const definitions = plugins.map(({ plugin, version }) =>
    version === "unknown" ? plugin : { ...plugin, version },
  );
  return { registry: createRegistry(...builtinPlugins, ...definitions), plugins };
}
