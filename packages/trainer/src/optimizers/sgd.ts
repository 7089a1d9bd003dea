import { updateSgd } from "@retrograd/core";
import type { OptimizerDefinition } from "@retrograd/network";
import { z } from "zod";
import { learningRate } from "./option-schemas.js";

/** Stochastic gradient descent: `w = w - lr g` for every parameter.
 *  Source: "Deep Learning from Scratch", chapter 6.1.2 */
export const sgd: OptimizerDefinition<{ readonly lr: number }> = {
  type: "SGD",
  summary: "Stochastic gradient descent: w = w - lr g.",
  options: z.strictObject({ lr: learningRate.default(0.01) }),
  mainOption: "lr",
  create: ({ lr }) => ({
    type: "SGD",
    lr,
    slots: {},
    update: (w, g, _slots, ctx) => updateSgd(w, g, ctx.lr),
  }),
};
