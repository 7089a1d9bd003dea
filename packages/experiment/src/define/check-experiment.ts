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

/** What can be told of an experiment beside what was defined. */
export interface ExperimentOptions extends Omit<ExperimentTextOptions, "file" | "registry"> {
  /** What messages call it, and its name unless it gives one; "experiment" unless told. */
  readonly file?: string;
}

/** What comes with the check of a defined experiment. */
interface Defined {
  /** The experiment as the YAML that it amounts to: what lines and columns of diagnostics count in. */
  readonly text: string;
  /** Of the plugins that it was defined with. */
  readonly registry: Registry;
}

/** Checks an experiment of a program as if it were the file that says the same, as `checkExperimentText` does. Diagnostics have the path
 *  into what was written, and show the lines of that file.
 *  @throws RetrogradError E_DUPLICATE_NAME when two of its plugins define one name */
export function checkExperiment(
  defined: DefinedExperiment,
  options: ExperimentOptions = {},
): CheckedExperiment & Defined {
  requireMembers("checkExperiment", "defined", defined, {
    expected: "what defineExperiment gives",
    members: { plugins: "array" },
  });
  const { written, plugins } = defined;
  const { file = "experiment", ...rest } = options;
  const { data, mistakes } = plainData(written);
  const text = stringify(data, { aliasDuplicateObjects: false, lineWidth: 0 });
  const registry = createRegistry(...plugins);
  const checked = checkExperimentText(text, { ...rest, file, registry });
  if (mistakes.length === 0) return { ...checked, text, registry };
  const { root } = readYaml(createSource("file", file, text));
  const located = mistakes.flatMap((mistake) => {
    const span = root && locate(root, mistake.path, mistake.at);
    return span === undefined ? [] : [{ ...mistake, span }];
  });
  // what stands in the place of these values is no mistake of its own
  const { trace, requires, diagnose, place } = checked;
  return { trace, requires, diagnose, place, diagnostics: collectDiagnostics(located), text, registry };
}

/** An experiment of a program without mistakes, as checkExperiment gives it.
 *  @throws RetrogradError E_SPEC whose message shows every mistake; `data.diagnostics` holds them */
export function loadExperiment(
  defined: DefinedExperiment,
  options: ExperimentOptions = {},
): LoadedExperiment & Defined {
  const { text, registry, ...checked } = checkExperiment(defined, options);
  return { ...requireExperiment(checked), text, registry };
}
