import { updateRms } from "@retrograd/core";
import { defineOptimizer } from "@retrograd/plugin";
import { z } from "zod";
import { decayOptions, epsilon, learningRate } from "./option-schemas.js";
import { slot } from "./slot.js";
import { decayed } from "./weight-decay.js";

/** A learning rate for each element, which falls with what its gradients have been: `h = h + g^2`, then
 *  `w = w - lr g / (sqrt(h) + eps)`. The book's eps is 1e-7.
 *  Source: "Deep Learning from Scratch", chapter 6.1.5; PyTorch Adagrad */
export const adaGrad = defineOptimizer({
  type: "AdaGrad",
  optionsAlsoCalled: { lr: ["learning_rate", "eta", "step_size", "rate"] },
  summary: "A falling learning rate for each element: h = h + g^2, w = w - lr g / (sqrt(h) + eps).",
  options: z.strictObject({
    lr: learningRate.default(0.01),
    eps: epsilon.default(1e-10),
    ...decayOptions,
  }),
  mainOption: "lr",
  create: (options) => ({
    type: "AdaGrad",
    lr: options.lr,
    slots: { h: 0 },
    update(w, g, slots, { lr }) {
      const rule = { decay: 1, gradientScale: 1, stepSize: lr, eps: options.eps };
      updateRms(w, decayed(g, w, options), slot(slots, "h"), rule);
    },
  }),
});
