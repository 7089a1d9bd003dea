// One line per layer: the plugin registers every export of this file, and index.ts exports it.
export { conv2D } from "./conv2d.js";
export { maxPool2D } from "./max-pool2d.js";
