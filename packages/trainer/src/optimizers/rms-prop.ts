import { updateRms } from "@retrograd/core";
import { defineOptimizer } from "@retrograd/plugin";
import { z } from "zod";
import { decayOptions, epsilon, learningRate, lrAliases, share } from "./option-schemas.js";

/** AdaGrad that forgets: `h = decay h + (1 - decay) g^2`, then `w = w - lr g / (sqrt(h) + eps)`. The book's eps is 1e-7.
 *  Source: PyTorch RMSprop; the code of "Deep Learning from Scratch", common/optimizer.py */
export const rmsProp = defineOptimizer({
  type: "RMSProp",
  optionAliases: lrAliases,
  summary: "AdaGrad that forgets: h = decay h + (1 - decay) g^2, w = w - lr g / (sqrt(h) + eps).",
  options: z.strictObject({
    lr: learningRate.default(0.01),
    decay: share.default(0.99).describe("How much of the mean square stays from step to step."),
    eps: epsilon.default(1e-8),
    ...decayOptions,
  }),
  mainOption: "lr",
  slots: { h: 0 },
  create: (options) => ({
    lr: options.lr,
    decay: options,
    update(w, g, { h }, { lr }) {
      const { decay, eps } = options;
      const rule = { decay, gradientScale: 1 - decay, stepSize: lr, eps };
      updateRms(w, g, h, rule);
    },
  }),
});
