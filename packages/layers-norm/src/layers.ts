// One line per layer: the plugin registers every export of this file, and index.ts exports it.
export { batchNorm } from "./batch-norm.js";
