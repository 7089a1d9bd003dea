export * from "./layers.js";
export { type AttentionLayers, attentionLayers } from "./plugin.js";
