import { definePlugin, type Plugin } from "@retrograd/network";
import { sgd } from "./optimizers/sgd.js";

/** The optimizers and schedules of this package, for `createRegistry`. */
export const builtinTraining: Plugin = definePlugin({
  name: "@retrograd/trainer",
  optimizers: [sgd],
  schedules: [],
});
