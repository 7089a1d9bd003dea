// One line per initializer: `builtins` registers every export of this file, and index.ts exports it.
export { constant } from "./initializers/constant.js";
export { he } from "./initializers/he.js";
export { identity } from "./initializers/identity.js";
export { normal } from "./initializers/normal.js";
export { orthogonal } from "./initializers/orthogonal.js";
export { uniform } from "./initializers/uniform.js";
export { xavier } from "./initializers/xavier.js";
