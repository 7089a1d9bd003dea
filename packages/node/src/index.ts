export {
  type CrossValidateOptions,
  type CrossValidation,
  crossValidate,
} from "./api/cross-validate.js";
export { type EvaluateProgramOptions, evaluate, type RunEvaluation } from "./api/evaluate.js";
export {
  type LearningRateRangeOptions,
  type LearningRateRangeResult,
  learningRateRange,
} from "./api/learning-rate-range.js";
export { openExperiment, openRun } from "./api/open.js";
export { type PredictProgramOptions, predict } from "./api/predict.js";
export { preflight } from "./api/preflight.js";
export type { ExperimentOptions, ProgramOptions } from "./api/program-options.js";
export { replay } from "./api/replay.js";
export {
  type CheckpointEvent,
  resume,
  type Training,
  type TrainingProgress,
  type TrainingResult,
  type TrainProgramOptions,
  train,
} from "./api/training.js";
export { defineExperiment } from "./define/define-experiment.js";
export { prepareTraining, type TrainingOptions } from "./define/prepare-training.js";
export type { OpenedExperiment } from "./experiment/open-experiment.js";
export { type Builtins, builtinPlugins } from "./plugins/builtin-plugins.js";
export type { Prediction } from "./prediction/predict-rows.js";
export type { PreflightCheck } from "./preflight/preflight-check.js";
export type { OpenedRun } from "./run/open-run.js";
export type { RunDifference, Verification } from "./run/verify-run.js";
export type { FoldMetric, FoldResult } from "./training/folds.js";
