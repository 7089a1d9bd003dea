import { defineSchedule } from "@retrograd/plugin";
import { z } from "zod";
import { cosineOfHalfTurn } from "./cosine-of-half-turn.js";
import { count, part } from "./option-schemas.js";

/** A learning rate that falls along half a cosine to `to` times itself: with t steps taken of T,
 *  `lr (to + (1 - to) (1 + cos(pi t / T)) / 2)`, and `lr to` from T on.
 *  Source: arXiv:1608.03983; PyTorch CosineAnnealingLR, which would rise again after T */
export const cosine = defineSchedule({
  type: "Cosine",
  summary: "A learning rate that falls along half a cosine.",
  options: z.strictObject({
    to: part.default(0).describe("Where it ends, as a part of the optimizer's learning rate."),
    steps: count.exactOptional().describe("Steps of the fall; left out: all."),
  }),
  create: ({ to, steps }, ctx) => {
    const length = steps ?? ctx.steps;
    return {
      initialState: {},
      rate: (step, lr) =>
        lr * (to + ((1 - to) * (1 + cosineOfHalfTurn(Math.min(1, (step - 1) / length)))) / 2),
    };
  },
});
