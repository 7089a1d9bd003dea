import { definePlugin, type Plugin } from "@retrograd/network";
import { sgd } from "./optimizers/sgd.js";

/** The optimizers of this package, for `createRegistry`. */
export const builtinOptimizers: Plugin = definePlugin({
  name: "@retrograd/trainer",
  optimizers: [sgd],
});
