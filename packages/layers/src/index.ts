export type { AffineOptions, AffineParams } from "./affine.js";
export { type BuiltinLayers, builtins } from "./builtins.js";
export { constant } from "./initializers/constant.js";
export { he } from "./initializers/he.js";
export { normal } from "./initializers/normal.js";
export { xavier } from "./initializers/xavier.js";
export * from "./layers.js";
export { identityWithLoss } from "./losses/identity-with-loss.js";
export { softmaxWithLoss } from "./losses/softmax-with-loss.js";
