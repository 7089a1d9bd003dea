import { argumentError, defined } from "@retrograd/core";
import type { Network } from "@retrograd/network";
import type { Entry, Path, Registry } from "@retrograd/plugin";
import { requireRegistry } from "@retrograd/plugin";
import { checkEntries } from "./checks/check-entries.js";
import { checkMemory } from "./checks/check-memory.js";
import { checkModelSection } from "./checks/check-model-section.js";
import { requiredPlugins } from "./checks/check-requires.js";
import { checkRules } from "./checks/check-rules.js";
import { checkSections } from "./checks/check-sections.js";
import { checkVariables } from "./checks/check-variables.js";
import { sourcePath } from "./checks/expand-blocks.js";
import { withAdvice } from "./checks/keys-of-other-frameworks.js";
import { rawSections } from "./checks/raw-sections.js";
import { defaultName } from "./default-name.js";
import { collectDiagnostics } from "./diagnostics/collect-diagnostics.js";
import { type Diagnostic, type LocatedMistake, toDiagnostic } from "./diagnostics/diagnostic.js";
import type { DiagnosticCode } from "./diagnostics/diagnostic-codes.js";
import type { BaseReader } from "./extends/base-reader.js";
import { resolveExtends } from "./extends/resolve-extends.js";
import { type LayerTrace, traceLayers } from "./layer-trace.js";
import { applyOverrides } from "./overrides/apply-overrides.js";
import { shortFormsOf } from "./overrides/short-forms.js";
import { resolveExperiment } from "./resolve-experiment.js";
import type { Experiment } from "./sections/experiment.js";
import { createSource, type Span, withoutByteOrderMark } from "./source/source.js";
import { locate, type SourceNode, toPlainValue } from "./source/source-tree.js";
import { placeInFile, placeOfSpan, type TextPlace } from "./source/text-place.js";
import { readSource, type TextReader } from "./yaml/read-source.js";

/** The origin of an experiment's text, and what the text can name. */
export interface ExperimentTextOptions {
  /** The file's name in messages, and the default name of the experiment. The file is not read. */
  readonly file: string;
  readonly registry: Registry;
  /** Reads a text that is not YAML, such as an experiment in TypeScript. Default: the YAML reader. */
  readonly read?: TextReader;
  /** Overrides in order. `path=value` sets a value and `path-` removes one: "train.optimizer.SGD.lr=0.05",
   *  "train.schedule-". */
  readonly set?: readonly string[];
  /** Overrides the seed, like a last `seed=N` in `set`. */
  readonly seed?: number;
  /** Reads the files that `extends` names. Default: `extends` is a mistake. */
  readonly bases?: {
    /** The identity of the experiment file, as `read` identifies files. */
    readonly identity: string;
    readonly read: BaseReader;
  };
}

/** The result of checking an experiment. */
export interface CheckedExperiment {
  /** The experiment with every default filled in. Only if there are no diagnostics. */
  readonly experiment?: Experiment;
  /** The same experiment with every option of every entry filled in. Only if there are no diagnostics. */
  readonly resolved?: Experiment;
  /** The network, on the reference engine in the experiment's number type. Only if the model has no mistakes. */
  readonly network?: Network;
  /** The shape trace, including the loss, up to the model's first mistake. */
  readonly trace: readonly LayerTrace[];
  /** The names of the required plugins, loaded or not. Empty if the text cannot be parsed. */
  readonly requires: readonly string[];
  /** All mistakes in reading order. */
  readonly diagnostics: readonly Diagnostic[];
  /** Makes a diagnostic for a later mistake, such as data that does not fit, at its position in the file. */
  diagnose(code: DiagnosticCode, path: Path, message: string): Diagnostic;
  /** The place in the file of the value at a path, or of the nearest enclosing value that is in the file. */
  place(path: Path): TextPlace;
}

/** Checks the text of an experiment file: limits, YAML, extended files, overrides, keys of the sections, model, rules between
 *  keys. Collects every independent mistake; a mistake in the text never throws. Loads no plugins, and reads files only
 *  through `bases`. */
export function checkExperimentText(text: string, options: ExperimentTextOptions): CheckedExperiment {
  if (typeof text !== "string")
    throw argumentError("checkExperimentText", "text", "the text of an experiment file", text);
  requireRegistry("checkExperimentText", options?.registry);
  const source = createSource("file", options.file, withoutByteOrderMark(text));
  const overrides = [...(options.set ?? []), ...(options.seed === undefined ? [] : [`seed=${options.seed}`])];
  const read = readSource(source, options.read);
  if (read.root === undefined) {
    const span: Span = { source, start: 0, end: 0 };
    return {
      trace: [],
      requires: [],
      diagnostics: collectDiagnostics(read.mistakes),
      diagnose: (code, path, message) => toDiagnostic({ span, code, path, message }),
      place: () => placeOfSpan(span),
    };
  }
  const { identity = options.file, read: readBase } = options.bases ?? {};
  const extended = resolveExtends(read.root, { file: options.file, identity }, readBase);
  const overridden = applyOverrides(extended.root, overrides, shortFormsOf(options.registry));
  const mistakes = [...read.mistakes, ...extended.mistakes, ...overridden.mistakes];
  return checkTree(overridden.root, mistakes, options);
}

function checkTree(
  root: SourceNode,
  earlier: readonly LocatedMistake[],
  options: ExperimentTextOptions,
): CheckedExperiment {
  const { file, registry } = options;
  const value = toPlainValue(root);
  const sections = checkSections(value, defaultName(file));
  const raw = rawSections(value);
  const model = checkModelSection(raw, registry);
  const entries = checkEntries(raw, registry, model.network);
  const rules = checkRules(raw, registry, model.network);
  const memory = checkMemory(raw.train, model.network).map((mistake) => ({
    ...mistake,
    path: sourcePath(mistake.path, model.origins),
  }));
  const mistakes = [...sections.mistakes, ...model.mistakes, ...entries.mistakes, ...rules, ...memory];
  const located = mistakes.map(withAdvice).flatMap((mistake) => {
    const span = locate(root, mistake.path, mistake.at);
    return span === undefined ? [] : [{ ...mistake, span }];
  });
  const variables = checkVariables(root);
  const starts = new Set(variables.map(({ span }) => span.start));
  // other mistakes at the place of a variable are consequences of it
  const others = located.filter(({ span }) => span.source !== root.span.source || !starts.has(span.start));
  const diagnostics = collectDiagnostics([...earlier, ...variables, ...others]);
  const checked = defined({
    trace: traceLayers(model.built, model.inputs),
    requires: requiredPlugins(raw.file.requires),
    diagnostics,
    diagnose: (code: DiagnosticCode, expandedPath: Path, message: string) => {
      const path = sourcePath(expandedPath, model.origins);
      return toDiagnostic({ span: locate(root, path, "value") ?? root.span, code, path, message });
    },
    place: (path: Path) => placeInFile(root, sourcePath(path, model.origins)),
    network: model.network,
  });
  if (diagnostics.length > 0 || sections.experiment === undefined || model.network === undefined)
    return checked;
  const experiment = withLayers(sections.experiment, model.entries);
  const parts = { ...entries, network: model.network };
  return { ...checked, experiment, resolved: resolveExperiment(experiment, registry, parts) };
}

function withLayers(experiment: Experiment, layers: readonly Entry[]): Experiment {
  return { ...experiment, model: { ...experiment.model, layers } };
}
