export {
  type BatchOrder,
  type BatchOrderOptions,
  type BatchOrderState,
  batchOrder,
  type Sampling,
} from "./batches/batch-order.js";
export { type BatchReaderOptions, batchReader } from "./batches/batch-reader.js";
export { type Batch, type BatchTensorsOptions, batchTensors } from "./batches/batch-tensors.js";
export { type SampleStreams, sampleStreams } from "./batches/sample-streams.js";
export { type BuiltinData, builtinData } from "./builtin-data.js";
export { type CsvOptions, csvOptions } from "./csv/options.js";
export type { IdxOptions } from "./idx/idx.js";
export { type IdxArray, readIdx } from "./idx/read-idx.js";
export { type JsonlOptions, jsonlOptions } from "./jsonl/options.js";
export { memoryDataFiles } from "./memory-data-files.js";
export { memoryFile } from "./new-inputs/input-file.js";
export { readNewInputs } from "./new-inputs/read-new-inputs.js";
export { isPrepareOption, type PrepareOption } from "./prepare/option-error.js";
export { type PreparedData, type PrepareOptions, prepareData } from "./prepare/prepare-data.js";
export type { Scale, ScalingRecord } from "./prepare/scaling.js";
export type { Fold } from "./prepare/split-table.js";
export { inMemory } from "./stored/in-memory.js";
export { sampleCount } from "./stored/sample-count.js";
export type { TableColumn, TableOptions } from "./table/options.js";
