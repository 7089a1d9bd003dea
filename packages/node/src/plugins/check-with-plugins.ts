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

/** Checks an experiment, YAML or TypeScript, against the plugins that the command line names, and against those that the
 *  experiment requires and the user trusts.
 *  @throws RetrogradError E_PLUGIN when a trusted plugin has changed, is gone, or does not load */
export async function checkWithPlugins(
  text: string,
  options: Omit<ExperimentTextOptions, "registry">,
  builtinAndNamed: LoadedRegistry,
  environment: NodeEnvironment,
): Promise<CheckedWithPlugins> {
  const read = await readerOf(options.file);
  const textOptions = { ...options, ...(read === undefined ? {} : { read }) };
  const checked = checkExperimentText(text, { ...textOptions, registry: builtinAndNamed.registry });
  const loaded = await withTrusted(builtinAndNamed, checked.requires, environment);
  if (loaded === builtinAndNamed) return { ...loaded, checked };
  return { ...loaded, checked: checkExperimentText(text, { ...textOptions, registry: loaded.registry }) };
}

/** The reader of an experiment in TypeScript or JavaScript, loaded only for such a file. */
async function readerOf(file: string): Promise<TextReader | undefined> {
  if (!isProgram(file)) return undefined;
  const { readTypeScript } = await import("@retrograd/typescript");
  return readTypeScript;
}
