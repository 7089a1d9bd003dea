export { batchNorm, hiddenBatchNorm, norms } from "./batch-norm.js";
export { f64, matrix, training } from "./layer-building.js";
export { movingEngine } from "./moving-engine.js";
export { refusal } from "./refusal.js";
export { cells, tanhCell } from "./tanh-cell.js";
export { anything, schema, tiny } from "./tiny-plugin.js";
