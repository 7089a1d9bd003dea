import { defineSchedule } from "@retrograd/plugin";
import { z } from "zod";
import { cosineOfHalfTurn } from "./cosine-of-half-turn.js";
import { divisorOf, properPart } from "./option-schemas.js";

/** A learning rate that rises once to the optimizer's and falls to almost nothing over the whole training: from
 *  `lr / startDivisor` to `lr` within the part `rise` of all steps, then to `lr / startDivisor / endDivisor`.
 *  Source: arXiv:1708.07120; PyTorch OneCycleLR with max_lr = lr and cycle_momentum = False */
export const oneCycle = defineSchedule({
  type: "OneCycle",
  summary: "A learning rate that rises once to the optimizer's, and falls to almost nothing.",
  options: z.strictObject({
    rise: properPart.default(0.3).describe("Part of all steps in which it rises."),
    startDivisor: divisorOf.default(25).describe("What the peak is divided by at the start."),
    endDivisor: divisorOf.default(10_000).describe("What the first learning rate is divided by at the end."),
    shape: z.enum(["cosine", "linear"]).default("cosine").describe("Form of the rise and the fall."),
  }),
  create: ({ rise, startDivisor, endDivisor, shape }, { steps }) => {
    const peak = rise * steps - 1;
    // the remaining fraction of the way, exactly 0 at its end
    const remaining = (p: number) => (shape === "linear" ? 1 - p : (1 + cosineOfHalfTurn(p)) / 2);
    const between = (from: number, to: number, p: number) =>
      to + (from - to) * remaining(Math.min(1, Math.max(0, p)));
    return {
      initialState: {},
      rate(step, lr) {
        const done = step - 1;
        const first = lr / startDivisor;
        // without a division by 0 if the first step is the peak
        if (done === peak) return lr;
        if (done < peak) return between(first, lr, done / peak);
        return between(lr, first / endDivisor, (done - peak) / (steps - 1 - peak));
      },
    };
  },
});
