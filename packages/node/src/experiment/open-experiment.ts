import { dirname, resolve } from "node:path";
import { RetrogradError } from "@retrograd/core";
import {
  type DiagnosticCode,
  formatDiagnostic,
  type LoadedExperiment,
  requireExperiment,
} from "@retrograd/experiment";
import type { Path, Registry } from "@retrograd/plugin";
import type { NodeEnvironment } from "../environment.js";
import { checkWithPlugins } from "../plugins/check-with-plugins.js";
import type { LoadedPlugin } from "../plugins/load-plugins.js";
import { loadRegistry } from "../plugins/load-registry.js";
import { baseFiles } from "./base-files.js";
import { isProgram } from "./experiment-language.js";
import { readText } from "./read-text.js";

/** Flags that override settings of an experiment, or extend what it can name. */
export interface ExperimentFlags {
  readonly plugin?: readonly string[] | undefined;
  readonly set?: readonly string[] | undefined;
  readonly seed?: number | undefined;
  readonly engine?: string | undefined;
}

/** An experiment without mistakes, with its registry and plugins. */
export interface OpenedExperiment {
  /** As the user wrote it. */
  readonly file: string;
  /** The experiment as YAML, also when the file is TypeScript. */
  readonly text: string;
  /** Absolute folder that paths in the experiment are relative to. */
  readonly directory: string;
  /** Overrides in order. */
  readonly set: readonly string[];
  readonly registry: Registry;
  readonly plugins: readonly LoadedPlugin[];
  readonly loaded: LoadedExperiment;
}

/** Reads and checks an experiment file.
 *  @throws RetrogradError E_FILE, E_PLUGIN, or E_SPEC with every mistake in its place */
export async function openExperiment(
  file: string,
  flags: ExperimentFlags,
  environment: NodeEnvironment,
): Promise<OpenedExperiment> {
  const path = resolve(environment.directory, file);
  const text = readText(path, file);
  const builtinAndNamed = await loadRegistry(flags.plugin, environment);
  const set = overridesOf(flags);
  const options = { file, set, bases: baseFiles(path, file) };
  const { checked, registry, plugins } = await checkWithPlugins(text, options, builtinAndNamed, environment);
  const loaded = requireExperiment(checked);
  const yaml = isProgram(file) ? await yamlOf(text, file) : text;
  return { file, text: yaml, directory: dirname(path), set, registry, plugins, loaded };
}

async function yamlOf(text: string, file: string): Promise<string> {
  const { typeScriptToYaml } = await import("@retrograd/typescript");
  return typeScriptToYaml(text, file);
}

/** The overrides of flags, in order. */
export function overridesOf({ set = [], seed, engine }: ExperimentFlags): readonly string[] {
  return [
    ...set,
    ...(engine === undefined ? [] : [`engine=${engine}`]),
    ...(seed === undefined ? [] : [`seed=${seed}`]),
  ];
}

/** An error at its place in the file, for a mistake that is only detected after checking. */
export function mistakeAt(
  { loaded }: Pick<OpenedExperiment, "loaded">,
  mistake: { readonly code: DiagnosticCode; readonly path: Path; readonly message: string },
): RetrogradError {
  const diagnostic = loaded.diagnose(mistake.code, mistake.path, mistake.message);
  return new RetrogradError("E_SPEC", formatDiagnostic(diagnostic), {
    data: { diagnostics: [diagnostic] },
  });
}
