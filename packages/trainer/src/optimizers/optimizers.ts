// One line per optimizer: `builtinTraining` registers every export of this file, and index.ts exports it.
export { adaGrad } from "./adagrad.js";
export { adam } from "./adam.js";
export { adamW } from "./adam-w.js";
export { momentum } from "./momentum.js";
export { nesterov } from "./nesterov.js";
export { rmsProp } from "./rms-prop.js";
export { sgd } from "./sgd.js";
