export { bidirectional } from "./bidirectional.js";
export * from "./layers.js";
export { type RecurrentLayers, recurrentLayers } from "./plugin.js";
