export type { AffineOptions, AffineParams } from "./affine.js";
export { type BuiltinLayers, builtins } from "./builtins.js";
export * from "./initializers.js";
export * from "./joints.js";
export * from "./layers.js";
export * from "./losses.js";
