import { updateRms } from "@retrograd/core";
import { defineOptimizer } from "@retrograd/plugin";
import { z } from "zod";
import { decayOptions, epsilon, learningRate, share } from "./option-schemas.js";
import { slot } from "./slot.js";
import { decayed } from "./weight-decay.js";

/** AdaGrad that forgets: `h = decay h + (1 - decay) g^2`, then `w = w - lr g / (sqrt(h) + eps)`. The book's eps is 1e-7.
 *  Source: PyTorch RMSprop; the code of "Deep Learning from Scratch", common/optimizer.py */
export const rmsProp = defineOptimizer({
  type: "RMSProp",
  optionsAlsoCalled: { lr: ["learning_rate", "eta", "step_size", "rate"] },
  summary: "AdaGrad that forgets: h = decay h + (1 - decay) g^2, w = w - lr g / (sqrt(h) + eps).",
  options: z.strictObject({
    lr: learningRate.default(0.01),
    decay: share.default(0.99).describe("How much of the mean square stays from step to step."),
    eps: epsilon.default(1e-8),
    ...decayOptions,
  }),
  mainOption: "lr",
  create: (options) => ({
    type: "RMSProp",
    lr: options.lr,
    slots: { h: 0 },
    update(w, g, slots, { lr }) {
      const { decay, eps } = options;
      const rule = { decay, gradientScale: 1 - decay, stepSize: lr, eps };
      updateRms(w, decayed(g, w, options), slot(slots, "h"), rule);
    },
  }),
});
