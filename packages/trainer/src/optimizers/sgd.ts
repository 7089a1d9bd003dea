import { updateSgd } from "@retrograd/core";
import type { OptimizerDefinition } from "@retrograd/network";
import { z } from "zod";
import { eachParameter } from "./each-parameter.js";

const positive = "must be a number > 0";

/** Stochastic gradient descent: `w = w - lr g` for every parameter.
 *  Source: "Deep Learning from Scratch", chapter 6.1.2 */
export const sgd: OptimizerDefinition<{ readonly lr: number }> = {
  type: "SGD",
  summary: "Stochastic gradient descent: w = w - lr g.",
  options: z.strictObject({
    lr: z.number(positive).positive(positive).default(0.01).describe("Learning rate."),
  }),
  mainOption: "lr",
  create: ({ lr }) => ({
    lr,
    update(params, grads) {
      eachParameter(params, grads, (w, g) => updateSgd(w, g, lr));
    },
  }),
};
