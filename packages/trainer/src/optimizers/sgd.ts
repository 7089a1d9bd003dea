import { updateSgd } from "@retrograd/core";
import { defineOptimizer } from "@retrograd/plugin";
import { z } from "zod";
import { decayOptions, learningRate } from "./option-schemas.js";
import { decayed } from "./weight-decay.js";

/** Stochastic gradient descent: `w = w - lr g` for every parameter.
 *  Source: "Deep Learning from Scratch", chapter 6.1.2 */
export const sgd = defineOptimizer({
  type: "SGD",
  optionsAlsoCalled: { lr: ["learning_rate", "eta", "step_size", "rate"] },
  summary: "Stochastic gradient descent: w = w - lr g.",
  options: z.strictObject({ lr: learningRate.default(0.01), ...decayOptions }),
  mainOption: "lr",
  create: (options) => ({
    type: "SGD",
    lr: options.lr,
    slots: {},
    update: (w, g, _slots, { lr }) => updateSgd(w, decayed(g, w, options), lr),
  }),
});
