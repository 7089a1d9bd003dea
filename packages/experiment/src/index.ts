export {
  type CheckedExperiment,
  checkExperimentText,
  type ExperimentTextOptions,
} from "./check-experiment-text.js";
export { checkExperiment, type ExperimentOptions, loadExperiment } from "./define/check-experiment.js";
export {
  type DefinedExperiment,
  type DefineExperiment,
  experimentDefiner,
} from "./define/define-experiment.js";
export type { EntryInput } from "./define/entry-input.js";
export type { ExperimentInput, LayerInput } from "./define/experiment-input.js";
export type { CodeEntry, CodeExample } from "./diagnostics/codes/code-entry.js";
export type { Diagnostic, LocatedMistake } from "./diagnostics/diagnostic.js";
export { type DiagnosticCode, diagnosticCodes } from "./diagnostics/diagnostic-codes.js";
export { formatDiagnostic } from "./diagnostics/format-diagnostic.js";
export { shellWord } from "./diagnostics/shell-word.js";
export { suggestionFor } from "./diagnostics/suggestion.js";
export type { BaseFile, BaseReader } from "./extends/base-reader.js";
export { experimentJsonSchema } from "./json-schema/experiment-json-schema.js";
export type { JsonSchema } from "./json-schema/json-schema.js";
export type { LayerTrace } from "./layer-trace.js";
export { type LoadedExperiment, loadExperimentText, requireExperiment } from "./load-experiment-text.js";
export type {
  DataSection,
  Experiment,
  GradcheckSection,
  ModelSection,
  Split,
  SplitMetric,
  TrainSection,
} from "./sections/experiment.js";
export { settingOf } from "./sections/setting-of.js";
export { dtypes, engines, rngs } from "./sections/words.js";
export { createSource, type Source, type Span, withoutByteOrderMark } from "./source/source.js";
export type { SourceNode } from "./source/source-tree.js";
export type { TextPlace } from "./source/text-place.js";
export { maxDepth } from "./yaml/limits.js";
export type { TextReader } from "./yaml/read-source.js";
export { type ReadYaml, readYaml } from "./yaml/read-yaml.js";
