export type { BatchNormOptions, BatchNormParams, BatchNormState } from "./batch-norm.js";
export * from "./layers.js";
export { type NormLayers, normLayers } from "./plugin.js";
