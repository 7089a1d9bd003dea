import { type CheckedSpec, checkSpec, type SpecOptions } from "@retrograd/spec";
import type { Environment } from "../environment.js";
import { type LoadedRegistry, withTrusted } from "./load-registry.js";

/** A checked experiment, and the registry that it was checked against. */
export interface CheckedWithPlugins extends LoadedRegistry {
  readonly checked: CheckedSpec;
}

/** Checks an experiment against the plugins that the command line names, and those that it requires and the user trusts.
 *  @throws RetrogradError E_PLUGIN when a trusted plugin has changed, is gone, or does not load */
export async function checkWithPlugins(
  text: string,
  options: Omit<SpecOptions, "registry">,
  named: LoadedRegistry,
  environment: Environment,
): Promise<CheckedWithPlugins> {
  const checked = checkSpec(text, { ...options, registry: named.registry });
  const loaded = await withTrusted(named, checked.requires, environment);
  if (loaded === named) return { ...named, checked };
  return { ...loaded, checked: checkSpec(text, { ...options, registry: loaded.registry }) };
}
