import { updateAdam } from "@retrograd/core";
import { defineOptimizer } from "@retrograd/plugin";
import { z } from "zod";
import { adamOptions, adamRule } from "./adam-rule.js";
import { decayOptions } from "./option-schemas.js";
import { slot } from "./slot.js";
import { decayOf } from "./weight-decay.js";

/** Adam with weight decay of its own, which no mean square divides: `w = (1 - lr weightDecay) w`, then Adam's step.
 *  Source: arXiv:1711.05101; PyTorch AdamW */
export const adamW = defineOptimizer({
  type: "AdamW",
  optionsAlsoCalled: { lr: ["learning_rate", "eta", "step_size", "rate"] },
  summary: "Adam with weight decay of its own: w = (1 - lr weightDecay) w - lr m / (sqrt(v) + eps).",
  options: z.strictObject({
    ...adamOptions,
    ...decayOptions,
    weightDecay: decayOptions.weightDecay.default(0.01).describe("Shrinks w by lr times as much."),
  }),
  mainOption: "lr",
  create: (options) => ({
    type: "AdamW",
    lr: options.lr,
    slots: { m: 0, v: 0 },
    update(w, g, slots, ctx) {
      const rule = { ...adamRule(options, ctx), weightDecayFactor: 1 - ctx.lr * decayOf(w, options) };
      updateAdam(w, g, { m: slot(slots, "m"), v: slot(slots, "v") }, rule);
    },
  }),
});
