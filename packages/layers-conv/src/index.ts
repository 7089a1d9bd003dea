export * from "./layers.js";
export { type ConvLayers, convLayers } from "./plugin.js";
