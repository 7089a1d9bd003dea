// One line per layer of several inputs: `builtins` registers every export of this file, and index.ts exports it.
export { add } from "./joints/add.js";
export { average } from "./joints/average.js";
export { concat } from "./joints/concat.js";
export { maximum } from "./joints/maximum.js";
export { multiply } from "./joints/multiply.js";
