import {
  type CheckedExperiment,
  checkExperimentText,
  type ExperimentTextOptions,
  type TextReader,
} from "@retrograd/experiment";
import type { NodeEnvironment } from "../environment.js";
import { isProgram } from "../experiment/experiment-language.js";
import { type LoadedRegistry, withTrusted } from "./load-registry.js";

/** A checked experiment, and the registry that it was checked against. */
export interface CheckedWithPlugins extends LoadedRegistry {
  readonly checked: CheckedExperiment;
}

/** Checks an experiment, YAML or TypeScript, against the plugins that the command line names, and those that it requires and the user trusts.
 *  @throws RetrogradError E_PLUGIN when a trusted plugin has changed, is gone, or does not load */
export async function checkWithPlugins(
  text: string,
  options: Omit<ExperimentTextOptions, "registry">,
  named: LoadedRegistry,
  environment: NodeEnvironment,
): Promise<CheckedWithPlugins> {
  const read = await readerOf(options.file);
  const given = { ...options, ...(read === undefined ? {} : { read }) };
  const checked = checkExperimentText(text, { ...given, registry: named.registry });
  const loaded = await withTrusted(named, checked.requires, environment);
  if (loaded === named) return { ...named, checked };
  return { ...loaded, checked: checkExperimentText(text, { ...given, registry: loaded.registry }) };
}

/** The reader of a file that is no YAML, loaded only for one. */
async function readerOf(file: string): Promise<TextReader | undefined> {
  if (!isProgram(file)) return undefined;
  const { readTypeScript } = await import("@retrograd/typescript");
  return readTypeScript;
}
