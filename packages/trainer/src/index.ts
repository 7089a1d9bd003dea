export { builtinOptimizers } from "./builtin-optimizers.js";
export { type Evaluation, evaluate } from "./evaluate.js";
export type {
  EndEvent,
  EvaluateEvent,
  EvaluatingEvent,
  Split,
  StepEvent,
  Timing,
  TrainEvent,
} from "./events.js";
export {
  type EvalRow,
  evalRows,
  type JsonNumber,
  type MetricRow,
  type StepRow,
  stepRow,
  toJsonNumber,
} from "./metric-rows.js";
export { accuracy, countCorrect } from "./metrics/correct.js";
export { sgd } from "./optimizers/sgd.js";
export { decodeParams, encodeParams } from "./params-file.js";
export { type Best, type RunData, type RunRecord, type RunStatus, updateBest } from "./run-record.js";
export { decodeSafetensors, encodeSafetensors, type NamedArray } from "./safetensors.js";
export type { StopCriterion } from "./stop.js";
export { type TrainOptions, train } from "./train.js";
