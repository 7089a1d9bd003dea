import { argumentError } from "@retrograd/core";
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
import { writtenPath } from "./checks/expand-repeats.js";
import { withHint } from "./checks/keys-of-other-frameworks.js";
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

/** Where an experiment comes from, and what it may name. */
export interface ExperimentTextOptions {
  /** The file's name: shown in messages, and the experiment's name unless it gives one. Nothing is read from it. */
  readonly file: string;
  readonly registry: Registry;
  /** How the text is read where it is no YAML, such as an experiment in TypeScript. */
  readonly read?: TextReader;
  /** Overrides in order, each `path=value` to set or `path-` to remove: "train.optimizer.SGD.lr=0.05", "train.schedule-". */
  readonly set?: readonly string[];
  /** Overrides the seed, as the last `seed=N` of `set`. */
  readonly seed?: number;
  /** How the files that `extends` names are read; without it none are. */
  readonly bases?: {
    /** The experiment file itself, as `read` identifies files. */
    readonly identity: string;
    readonly read: BaseReader;
  };
}

/** An experiment file after its check. */
export interface CheckedExperiment {
  /** With every default filled in; only when there are no diagnostics. */
  readonly experiment?: Experiment;
  /** The same with every option of every entry filled in; only when there are no diagnostics. */
  readonly resolved?: Experiment;
  /** Built on the reference engine in the experiment's number type; only when the model has no mistakes. */
  readonly network?: Network;
  /** The shape trace up to the model's first mistake, the loss included. */
  readonly trace: readonly LayerTrace[];
  /** The plugins that the file needs, loaded or not; none where it cannot be read. */
  readonly requires: readonly string[];
  /** All mistakes in reading order. */
  readonly diagnostics: readonly Diagnostic[];
  /** A diagnostic for something found later, such as data that does not fit, at its place in the file. */
  diagnose(code: DiagnosticCode, path: Path, message: string): Diagnostic;
  /** The place in the file itself of what a path leads to, or of the nearest thing around it that stands there. */
  place(path: Path): TextPlace;
}

/** Checks the text of an experiment file: limits, YAML, what it extends, overrides, keys of the sections, model, rules
 *  between keys. Never throws for what the text says; collects every independent mistake. Loads no plugin, and reads no
 *  file but through `bases`. */
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
  found: readonly LocatedMistake[],
  options: ExperimentTextOptions,
): CheckedExperiment {
  const { file, registry } = options;
  const raw = toPlainValue(root);
  const sections = checkSections(raw, defaultName(file));
  const model = checkModelSection(raw, registry);
  const entries = checkEntries(raw, registry, model.network);
  const rules = checkRules(raw, registry, model.network);
  const memory = checkMemory(raw, model.network).map((mistake) => ({
    ...mistake,
    path: writtenPath(mistake.path, model.origins),
  }));
  const mistakes = [...sections.mistakes, ...model.mistakes, ...entries.mistakes, ...rules, ...memory];
  const located = mistakes.map(withHint).flatMap((mistake) => {
    const span = locate(root, mistake.path, mistake.at);
    return span === undefined ? [] : [{ ...mistake, span }];
  });
  const variables = checkVariables(root);
  const starts = new Set(variables.map(({ span }) => span.start));
  // what else is wrong with a value that nothing fills in is no mistake of its own
  const others = located.filter(({ span }) => span.source !== root.span.source || !starts.has(span.start));
  const diagnostics = collectDiagnostics([...found, ...variables, ...others]);
  const checked = {
    trace: traceLayers(model.built),
    requires: requiredPlugins(raw),
    diagnostics,
    diagnose: (code: DiagnosticCode, found: Path, message: string) => {
      const path = writtenPath(found, model.origins);
      return toDiagnostic({ span: locate(root, path, "value") ?? root.span, code, path, message });
    },
    place: (path: Path) => placeInFile(root, writtenPath(path, model.origins)),
    ...(model.network === undefined ? {} : { network: model.network }),
  };
  if (diagnostics.length > 0 || sections.experiment === undefined || model.network === undefined)
    return checked;
  const experiment = withLayers(sections.experiment, model.entries);
  const parts = { ...entries, network: model.network };
  return { ...checked, experiment, resolved: resolveExperiment(experiment, registry, parts) };
}

function withLayers(experiment: Experiment, layers: readonly Entry[]): Experiment {
  return { ...experiment, model: { ...experiment.model, layers } };
}
