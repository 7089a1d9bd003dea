// One line per layer: the plugin registers every export of this file, and index.ts exports it.
export { batchNorm } from "./batch-norm.js";
export { groupNorm } from "./group-norm.js";
export { instanceNorm } from "./instance-norm.js";
export { layerNorm } from "./layer-norm.js";
export { rmsNorm } from "./rms-norm.js";
