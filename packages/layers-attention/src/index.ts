export { crossAttention } from "./attention/cross-attention.js";
export type { AttentionParams } from "./attention/multi-head.js";
export type { SelfAttentionOptions } from "./attention/self-attention.js";
export type { EmbeddingOptions, EmbeddingParams } from "./embedding.js";
export * from "./layers.js";
export { type AttentionLayers, attentionLayers } from "./plugin.js";
export type { LearnedPositionsOptions, LearnedPositionsParams } from "./positions/learned-positions.js";
export { transformerBlock } from "./transformer-block.js";
