// One line per layer: `builtins` registers every export of this file, and index.ts exports it.
export { affine } from "./affine.js";
export { relu } from "./relu.js";
export { sigmoid } from "./sigmoid.js";
