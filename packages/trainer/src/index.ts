export { type BuiltinTraining, builtinTraining } from "./builtin-training.js";

export type { ClipRule } from "./clip-gradients.js";
export {
  type EvaluateOptions,
  type Evaluation,
  evaluate,
  type MetricTables,
  type SplitNumbers,
} from "./evaluate.js";
export {
  type BoundaryEvent,
  type EndEvent,
  type EvaluateEvent,
  type EvaluatingEvent,
  metricsOf,
  type StepEvent,
  type Timing,
  type TrainEvent,
} from "./events.js";
export { checkFinite, watchOutputs } from "./guard.js";

export {
  findLearningRate,
  type LearningRateRange,
  type RangeFindings,
  type RangePoint,
  sweepLearningRates,
} from "./learning-rate-range.js";

export { builtinMetrics, defaultMetrics } from "./metrics/builtin-metrics.js";
export { makeOptimizer } from "./optimizers/make-optimizer.js";
export { initOptimizerState, type OptimizerState, updateParams } from "./optimizers/optimizer-state.js";
export * from "./optimizers/optimizers.js";

export { makeSchedule } from "./schedules/make-schedule.js";
export type { ParameterStatistics } from "./statistics/parameter-statistics.js";
export type { UnitCount } from "./statistics/unit-counts.js";
export type { StopCriterion, StopState } from "./stop.js";

export { train } from "./train.js";
export type { TrainOptions } from "./train-options.js";
export { type EndReason, initTraining, type TrainingState } from "./training-state.js";
