import { updateRms } from "@retrograd/core";
import { defineOptimizer } from "@retrograd/plugin";
import { z } from "zod";
import { decayOptions, epsilon, learningRate, lrAliases } from "./option-schemas.js";

/** A learning rate per element, which falls with the sum of its squared gradients: `h = h + g^2`, then
 *  `w = w - lr g / (sqrt(h) + eps)`. The book's eps is 1e-7.
 *  Source: "Deep Learning from Scratch", chapter 6.1.5; PyTorch Adagrad */
export const adaGrad = defineOptimizer({
  type: "AdaGrad",
  optionAliases: lrAliases,
  summary: "A falling learning rate for each element: h = h + g^2, w = w - lr g / (sqrt(h) + eps).",
  options: z.strictObject({
    lr: learningRate.default(0.01),
    eps: epsilon.default(1e-10),
    ...decayOptions,
  }),
  mainOption: "lr",
  slots: { h: 0 },
  create: (options) => ({
    lr: options.lr,
    decay: options,
    update(w, g, { h }, { lr }) {
      const rule = { decay: 1, gradientScale: 1, stepSize: lr, eps: options.eps };
      updateRms(w, g, h, rule);
    },
  }),
});
