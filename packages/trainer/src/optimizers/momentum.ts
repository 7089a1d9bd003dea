import { updateMomentum } from "@retrograd/core";
import { defineOptimizer } from "@retrograd/plugin";
import { z } from "zod";
import { decayOptions, formula, learningRate, lrAliases, share } from "./option-schemas.js";

/** Options of Momentum and Nesterov. */
export const momentumOptions = z.strictObject({
  lr: learningRate.default(0.01),
  momentum: share.default(0.9).describe("How much of the velocity stays from step to step."),
  ...decayOptions,
  formula,
});

/** Gradient descent with a velocity: `v = momentum v + g`, then `w = w - lr v`. In the book's form the learning rate is part
 *  of the velocity: `v = momentum v - lr g`, then `w = w + v`; the two are equal while the learning rate is constant.
 *  Source: PyTorch SGD; "Deep Learning from Scratch", chapter 6.1.4 */
export const momentum = defineOptimizer({
  type: "Momentum",
  optionAliases: lrAliases,
  summary: "Gradient descent with a velocity: v = momentum v + g, w = w - lr v.",
  options: momentumOptions,
  mainOption: "lr",
  slots: { v: 0 },
  create: (options) => ({
    lr: options.lr,
    decay: options,
    update(w, g, { v }, { lr }) {
      const inside = options.formula === "book";
      const [gradientScale, velocityScale] = inside ? [-lr, 1] : [1, -lr];
      const rule = { momentum: options.momentum, gradientScale, velocityScale, lookahead: 0 };
      updateMomentum(w, g, v, rule);
    },
  }),
});
