export {
  type CheckpointPlace,
  checkpointFile,
  checkpointName,
  nameOfCheckpoint,
  parseCheckpointName,
} from "./checkpoints/checkpoint-name.js";
export { type CheckpointStore, checkpointStore, type RowsFile } from "./checkpoints/checkpoint-store.js";
export { createNumberedRunFolder, createRunFolder, type NewRun } from "./create-run-folder.js";
export { type Failpoint, failpoints, type Reached } from "./files/failpoints.js";
export type { FileLayer, OpenFile } from "./files/file-layer.js";
export { nodeFiles } from "./files/node-files.js";
export type { Writing } from "./files/write-file.js";
export { checkpointsFolder, readRunFile, runFiles } from "./run-files.js";
export { hasRows, type RunFolder, reopenRunFolder } from "./run-folder.js";
export { lockRun, writerOf } from "./run-lock.js";
export { sha256 } from "./sha256.js";
