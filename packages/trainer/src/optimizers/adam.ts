import { updateAdam } from "@retrograd/core";
import { defineOptimizer } from "@retrograd/plugin";
import { z } from "zod";
import { adamOptions, adamRule } from "./adam-rule.js";
import { decayOptions, formula, lrAliases } from "./option-schemas.js";

/** Adam: the mean gradient over the root of the mean square, both bias-corrected. The book's form corrects the learning rate
 *  instead, so that its eps, 1e-7, has more effect in the first steps.
 *  Source: arXiv:1412.6980; PyTorch Adam; "Deep Learning from Scratch", chapter 6.1.6 */
export const adam = defineOptimizer({
  type: "Adam",
  optionAliases: lrAliases,
  summary: "The mean gradient over the root of the mean square: w = w - lr m / (sqrt(v) + eps).",
  options: z.strictObject({ ...adamOptions, ...decayOptions, formula }),
  mainOption: "lr",
  slots: { m: 0, v: 0 },
  create: (options) => ({
    lr: options.lr,
    decay: options,
    update: (w, g, slots, ctx) => updateAdam(w, g, slots, adamRule(options, ctx)),
  }),
});
