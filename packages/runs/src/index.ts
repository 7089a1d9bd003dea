export {
  checkpointParams,
  decodeCheckpoint,
  encodeCheckpoint,
  type OpenedCheckpoint,
  type RestoredTraining,
  restoreCheckpoint,
  type TrainingParts,
} from "./checkpoint/checkpoint-file.js";
export type { CheckpointState } from "./checkpoint/checkpoint-state.js";
export { fromJsonNumber, type JsonNumber, toJsonNumber, toJsonText } from "./json-number.js";
export {
  type EvalRow,
  evalRows,
  type MetricRow,
  rowsOf,
  type StatisticsRow,
  type StepRow,
  stepRow,
  type UnitsRow,
} from "./metric-rows.js";
export { decodeParams, encodeParams } from "./params-file.js";
export {
  type Best,
  nothingMeasured,
  type RunData,
  type RunMetrics,
  type RunRecord,
  type RunStatus,
  updateBest,
  updateMetrics,
} from "./run-record.js";
export { decodeSafetensors, encodeSafetensors, type NamedArray } from "./safetensors/safetensors.js";
export { readStored } from "./stored/read-stored.js";
export { readRunRecord } from "./stored/stored-record.js";
export { readMetricRow, type StoredRow } from "./stored/stored-rows.js";
