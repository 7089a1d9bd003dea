export * from "./layers.js";
export { type NormLayers, normLayers } from "./plugin.js";
