import { updateAdam } from "@retrograd/core";
import { defineOptimizer } from "@retrograd/plugin";
import { z } from "zod";
import { adamOptions, adamRule } from "./adam-rule.js";
import { decayOptions, lrAliases } from "./option-schemas.js";
import { decayOf } from "./weight-decay.js";

/** Adam with decoupled weight decay, which is not divided by the mean square: `w = (1 - lr weightDecay) w`, then Adam's step.
 *  Source: arXiv:1711.05101; PyTorch AdamW */
export const adamW = defineOptimizer({
  type: "AdamW",
  optionAliases: lrAliases,
  summary: "Adam with weight decay of its own: w = (1 - lr weightDecay) w - lr m / (sqrt(v) + eps).",
  options: z.strictObject({
    ...adamOptions,
    ...decayOptions,
    weightDecay: decayOptions.weightDecay.default(0.01).describe("Shrinks w by lr times as much."),
  }),
  mainOption: "lr",
  slots: { m: 0, v: 0 },
  create: (options) => ({
    lr: options.lr,
    update(w, g, slots, ctx) {
      const rule = { ...adamRule(options, ctx), weightDecayFactor: 1 - ctx.lr * decayOf(w, options, ctx) };
      updateAdam(w, g, slots, rule);
    },
  }),
});
