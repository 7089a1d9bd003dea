// One line per layer: the plugin registers every export of this file, and index.ts exports it.
export { avgPool1D } from "./avg-pool1d.js";
export { avgPool2D } from "./avg-pool2d.js";
export { convTranspose2D } from "./conv-transpose2d.js";
export { conv1D } from "./conv1d.js";
export { conv2D } from "./conv2d.js";
export { depthwiseConv2D } from "./depthwise-conv2d.js";
export { globalAvgPool } from "./global-avg-pool.js";
export { globalMaxPool } from "./global-max-pool.js";
export { maxPool1D } from "./max-pool1d.js";
export { maxPool2D } from "./max-pool2d.js";
export { upsample2D } from "./upsample2d.js";
export { zeroPad2D } from "./zero-pad2d.js";
