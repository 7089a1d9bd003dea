export type { BatchNormOptions, BatchNormParams, BatchNormState } from "./batch-norm.js";
export type { LayerNormOptions, LayerNormParams } from "./layer-norm.js";
export * from "./layers.js";
export { type NormLayers, normLayers } from "./plugin.js";
export type { RmsNormOptions, RmsNormParams } from "./rms-norm.js";
