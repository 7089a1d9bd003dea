import { defineSchedule } from "@retrograd/plugin";
import { z } from "zod";
import { wholePower } from "../whole-power.js";
import { count, properPart } from "./option-schemas.js";

/** A learning rate that falls in steps: `lr factor^k` after k times `every` steps. Source: PyTorch StepLR */
export const step = defineSchedule({
  type: "Step",
  summary: "A learning rate that falls in steps: times factor after every so many steps.",
  options: z.strictObject({
    every: count.describe("Steps from fall to fall."),
    factor: properPart.default(0.1).describe("What the learning rate is multiplied with."),
  }),
  mainOption: "every",
  create: ({ every, factor }) => ({
    initialState: {},
    rate: (index, lr) => lr * wholePower(factor, Math.floor((index - 1) / every)),
  }),
});
