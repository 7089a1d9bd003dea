import { requireMembers } from "@retrograd/core";
import { createRegistry, type Registry } from "@retrograd/plugin";
import { stringify } from "yaml";
import {
  type CheckedExperiment,
  checkExperimentText,
  type ExperimentTextOptions,
} from "../check-experiment-text.js";
import { collectDiagnostics } from "../diagnostics/collect-diagnostics.js";
import { type LoadedExperiment, requireExperiment } from "../load-experiment-text.js";
import { createSource } from "../source/source.js";
import { locate } from "../source/source-tree.js";
import { readYaml } from "../yaml/read-yaml.js";
import type { DefinedExperiment } from "./define-experiment.js";
import { plainData } from "./plain-data.js";

/** Options for checking an experiment of a program. */
export interface ExperimentOptions extends Omit<ExperimentTextOptions, "file" | "registry"> {
  /** The file's name in messages, and the default name of the experiment. Default: "experiment". */
  readonly file?: string;
}

/** Additional results for an experiment of a program. */
interface Defined {
  /** The experiment as YAML. Lines and columns of diagnostics refer to it. */
  readonly text: string;
  /** The registry of the plugins that it was defined with. */
  readonly registry: Registry;
}

/** Checks an experiment of a program like its YAML text, as `checkExperimentText` does. Diagnostics have the path into the
 *  object, and show lines of the YAML.
 *  @throws RetrogradError E_DUPLICATE_NAME if two of its plugins define the same name */
export function checkExperiment(
  defined: DefinedExperiment,
  options: ExperimentOptions = {},
): CheckedExperiment & Defined {
  requireMembers("checkExperiment", "defined", defined, {
    expected: "the result of defineExperiment",
    members: { plugins: "array" },
  });
  const { input, plugins } = defined;
  const { file = "experiment", ...rest } = options;
  const { data, mistakes } = plainData(input);
  const text = stringify(data, { aliasDuplicateObjects: false, lineWidth: 0 });
  const registry = createRegistry(...plugins);
  const checked = checkExperimentText(text, { ...rest, file, registry });
  if (mistakes.length === 0) return { ...checked, text, registry };
  const { root } = readYaml(createSource("file", file, text));
  const located = mistakes.flatMap((mistake) => {
    const span = root && locate(root, mistake.path, mistake.at);
    return span === undefined ? [] : [{ ...mistake, span }];
  });
  // other diagnostics would be about the replacements of these values
  const { trace, requires, diagnose, place } = checked;
  return { trace, requires, diagnose, place, diagnostics: collectDiagnostics(located), text, registry };
}

/** Checks an experiment of a program as `checkExperiment` does, and throws if it has mistakes.
 *  @throws RetrogradError E_SPEC with a message that shows every mistake; `data.diagnostics` holds them */
export function loadExperiment(
  defined: DefinedExperiment,
  options: ExperimentOptions = {},
): LoadedExperiment & Defined {
  const { text, registry, ...checked } = checkExperiment(defined, options);
  return { ...requireExperiment(checked), text, registry };
}
