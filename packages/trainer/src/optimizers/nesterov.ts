import { updateMomentum } from "@retrograd/core";
import { defineOptimizer } from "@retrograd/plugin";
import { momentumOptions } from "./momentum.js";
import { slot } from "./slot.js";
import { decayed } from "./weight-decay.js";

/** Momentum that looks ahead: `v = momentum v + g`, then `w = w - lr (g + momentum v)`. In the book's form the learning rate
 *  is part of the velocity: `v = momentum v - lr g`, then `w = w + momentum v - lr g`.
 *  Source: PyTorch SGD with nesterov; the code of "Deep Learning from Scratch", common/optimizer.py; arXiv:1212.0901 */
export const nesterov = defineOptimizer({
  type: "Nesterov",
  optionsAlsoCalled: { lr: ["learning_rate", "eta", "step_size", "rate"] },
  summary: "Momentum that looks ahead: v = momentum v + g, w = w - lr (g + momentum v).",
  options: momentumOptions,
  mainOption: "lr",
  create: (options) => ({
    type: "Nesterov",
    lr: options.lr,
    slots: { v: 0 },
    update(w, g, slots, { lr }) {
      const { momentum } = options;
      const inside = options.formula === "book";
      const [gradientScale, velocityScale] = inside ? [-lr, momentum] : [1, -lr * momentum];
      const rule = { momentum, gradientScale, velocityScale, lookahead: -lr };
      updateMomentum(w, decayed(g, w, options), slot(slots, "v"), rule);
    },
  }),
});
