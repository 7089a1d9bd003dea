import { updateMomentum } from "@retrograd/core";
import { defineOptimizer } from "@retrograd/plugin";
import { momentumOptions } from "./momentum.js";
import { lrAliases } from "./option-schemas.js";

/** Momentum that looks ahead: `v = momentum v + g`, then `w = w - lr (g + momentum v)`. In the book's form the learning rate
 *  is part of the velocity: `v = momentum v - lr g`, then `w = w + momentum v - lr g`.
 *  Source: PyTorch SGD with nesterov; the code of "Deep Learning from Scratch", common/optimizer.py; arXiv:1212.0901 */
export const nesterov = defineOptimizer({
  type: "Nesterov",
  optionAliases: lrAliases,
  summary: "Momentum that looks ahead: v = momentum v + g, w = w - lr (g + momentum v).",
  options: momentumOptions,
  mainOption: "lr",
  slots: { v: 0 },
  create: (options) => ({
    lr: options.lr,
    decay: options,
    update(w, g, { v }, { lr }) {
      const { momentum } = options;
      const inside = options.formula === "book";
      const [gradientScale, velocityScale] = inside ? [-lr, momentum] : [1, -lr * momentum];
      const rule = { momentum, gradientScale, velocityScale, lookahead: -lr };
      updateMomentum(w, g, v, rule);
    },
  }),
});
