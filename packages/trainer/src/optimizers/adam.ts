import { updateAdam } from "@retrograd/core";
import { defineOptimizer } from "@retrograd/plugin";
import { z } from "zod";
import { adamOptions, adamRule } from "./adam-rule.js";
import { decayOptions, formula } from "./option-schemas.js";
import { slot } from "./slot.js";
import { decayed } from "./weight-decay.js";

/** Adam: the mean gradient over the root of the mean square, both corrected for having begun at 0. The book's form corrects
 *  the learning rate instead, so that its eps, 1e-7, weighs more in the first steps.
 *  Source: arXiv:1412.6980; PyTorch Adam; "Deep Learning from Scratch", chapter 6.1.6 */
export const adam = defineOptimizer({
  type: "Adam",
  optionsAlsoCalled: { lr: ["learning_rate", "eta", "step_size", "rate"] },
  summary: "The mean gradient over the root of the mean square: w = w - lr m / (sqrt(v) + eps).",
  options: z.strictObject({ ...adamOptions, ...decayOptions, formula }),
  mainOption: "lr",
  create: (options) => ({
    type: "Adam",
    lr: options.lr,
    slots: { m: 0, v: 0 },
    update(w, g, slots, ctx) {
      const kept = { m: slot(slots, "m"), v: slot(slots, "v") };
      updateAdam(w, decayed(g, w, options), kept, adamRule(options, ctx));
    },
  }),
});
