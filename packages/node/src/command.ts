// What the command `retrograd` is made of. A program calls the functions of @retrograd/node itself.

export { evaluateOpened } from "./api/evaluate.js";
export type { Interrupt, InterruptSignal, NodeEnvironment } from "./environment.js";
export { baseFiles } from "./experiment/base-files.js";
export { type ChosenEngine, chooseEngine, describeLack, type EngineLack } from "./experiment/engine.js";
export { isProgram } from "./experiment/experiment-language.js";
export { flatten, settingRows, showSetting } from "./experiment/flatten.js";
export { loadData } from "./experiment/load-data.js";
export {
  type ExperimentFlags,
  type OpenedExperiment,
  openExperiment,
  overridesOf,
} from "./experiment/open-experiment.js";
export { readText } from "./experiment/read-text.js";
export { subnormalSlowdown } from "./experiment/subnormal-slowdown.js";
export { valueText } from "./figure/figure-numbers.js";
export { layerFindings } from "./insight/layer-findings.js";
export { lossFinding } from "./insight/loss-finding.js";
export { type RunStatistics, readStatistics } from "./insight/read-statistics.js";
export { worseThanMean } from "./insight/worse-than-mean.js";
export type { Messages, ReadingProgress } from "./messages.js";
export { builtinPlugins } from "./plugins/builtin-plugins.js";
export { checkWithPlugins } from "./plugins/check-with-plugins.js";
export { type LoadedPlugin, loadPlugins } from "./plugins/load-plugins.js";
export { loadRegistry } from "./plugins/load-registry.js";
export { trustStateOf } from "./plugins/load-trusted.js";
export { isProved, type Proof, provePlugin } from "./plugins/prove-plugin.js";
export { readTrustList, trustListPath, writeTrustList } from "./plugins/trust-list.js";
export { type Prediction, predictRows } from "./prediction/predict-rows.js";
export { readInputs } from "./prediction/read-inputs.js";
export { preflight, renderPreflight } from "./preflight/preflight.js";
export { warnOfTargets } from "./preflight/targets.js";
export { processEnvironment } from "./process-environment.js";
export { checkpointsOf } from "./run/checkpoints-of.js";
export { type CurrentRecord, readCurrent, recordedRows } from "./run/current-record.js";
export { listRuns } from "./run/list-runs.js";
export { type OpenedRun, type OpenRunFlags, openRun } from "./run/open-run.js";
export { isRun, openRunExperiment } from "./run/open-run-experiment.js";
export { parseMetrics } from "./run/parse-metrics.js";
export { readRecord } from "./run/read-record.js";
export { recordedLines } from "./run/recorded-lines.js";
export {
  differenceOf,
  openReplay,
  parametersOf,
  type Replay,
  type ReplayFlags,
  type TensorDifference,
} from "./run/replay.js";
export { readSettings } from "./run/run-settings.js";
export { verifyRun } from "./run/verify-run.js";
export type { CheckpointPlan } from "./training/checkpointer.js";
export { type FoldMetric, type FoldResult, foldMetric, summarizeFolds } from "./training/folds.js";
export { type NewRunArguments, prepareNewRun } from "./training/prepare-new-run.js";
export { type PreparedResume, prepareResume, type ResumeArguments } from "./training/prepare-resume.js";
export type { PreparedTraining } from "./training/prepared-training.js";
export { runTraining } from "./training/run-training.js";
export { type FoldsArguments, trainFolds } from "./training/train-folds.js";
export type { TrainingDisplay } from "./training/training-progress.js";
export { setUpTraining, trainSectionOf } from "./training/training-setup.js";
export { ownVersion, packages, versionOf } from "./versions.js";
