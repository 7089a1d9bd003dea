import { defineSchedule, type Entry } from "@retrograd/plugin";
import { z } from "zod";
import { count, part } from "./option-schemas.js";

/** A learning rate that rises evenly from `from` times itself, and then follows another schedule, which starts after `steps`
 *  steps: with t steps taken, `lr (from + (1 - from) t / steps)`. Source: PyTorch LinearLR and SequentialLR */
export const warmup = defineSchedule({
  type: "Warmup",
  summary: "A learning rate that rises evenly, and then follows another schedule.",
  options: z.strictObject({
    steps: count.describe("Steps of the rise."),
    from: part.default(0.1).describe("Where it starts, as a part of the optimizer's learning rate."),
    // resolved by name in the registry, because of `references`
    next: z.custom<Entry>().default("Constant").describe("The schedule after the rise."),
  }),
  mainOption: "steps",
  references: { next: "schedules" },
  create: ({ steps, from, next }, ctx) => {
    const following = ctx.schedule(next, Math.max(1, ctx.steps - steps));
    const { observe } = following;
    return {
      initialState: following.initialState,
      rate: (step, lr, state) =>
        step > steps
          ? following.rate(step - steps, lr, state)
          : lr * (from + ((1 - from) * (step - 1)) / steps),
      ...(observe === undefined ? {} : { observe }),
    };
  },
});
