export {
  createNumberedRunFolder,
  createRunFolder,
  type NewRun,
  type RunFolder,
  readRunFile,
  runFiles,
} from "./run-folder.js";
