export { builtinTraining } from "./builtin-training.js";
export { type Evaluation, evaluate } from "./evaluate.js";
export {
  type BoundaryEvent,
  type EndEvent,
  type EvaluateEvent,
  type EvaluatingEvent,
  metricsOf,
  type Split,
  type StepEvent,
  type Timing,
  type TrainEvent,
} from "./events.js";
export { type JsonNumber, toJsonNumber } from "./json-number.js";
export {
  type EvalRow,
  evalRows,
  type MetricRow,
  type StepRow,
  stepRow,
} from "./metric-rows.js";
export { accuracy, countCorrect } from "./metrics/correct.js";
export { initOptimizerState, type OptimizerState, updateParams } from "./optimizers/optimizer-state.js";
export { sgd } from "./optimizers/sgd.js";
export { decodeParams, encodeParams } from "./params-file.js";
export { type Best, type RunData, type RunRecord, type RunStatus, updateBest } from "./run-record.js";
export { decodeSafetensors, encodeSafetensors, type NamedArray } from "./safetensors.js";
export type { StopCriterion, StopState } from "./stop.js";
export { type TrainOptions, train } from "./train.js";
export { type EndReason, initTraining, type TrainingState } from "./training-state.js";
