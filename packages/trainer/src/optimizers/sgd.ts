import { updateSgd } from "@retrograd/core";
import { defineOptimizer } from "@retrograd/plugin";
import { z } from "zod";
import { decayOptions, learningRate, lrAliases } from "./option-schemas.js";

/** Stochastic gradient descent: `w = w - lr g` for every parameter.
 *  Source: "Deep Learning from Scratch", chapter 6.1.2 */
export const sgd = defineOptimizer({
  type: "SGD",
  optionAliases: lrAliases,
  summary: "Stochastic gradient descent: w = w - lr g.",
  options: z.strictObject({ lr: learningRate.default(0.01), ...decayOptions }),
  mainOption: "lr",
  slots: {},
  create: (options) => ({
    lr: options.lr,
    decay: options,
    update: (w, g, _slots, { lr }) => updateSgd(w, g, lr),
  }),
});
