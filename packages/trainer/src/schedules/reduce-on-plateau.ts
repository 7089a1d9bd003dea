import { defineSchedule } from "@retrograd/plugin";
import { z } from "zod";
import { gainOf, watchedMetric } from "../metrics/watched-metric.js";
import { wholePower } from "../whole-power.js";
import { part, properPart } from "./option-schemas.js";

const natural = "must be a number >= 0";
const wholeFromZero = "must be a whole number >= 0";

/** A learning rate that falls on a plateau: it is multiplied with `factor` after more than `patience` evaluations in a row that
 *  improve a metric by no more than `threshold` times its best. Source: PyTorch ReduceLROnPlateau */
export const reduceOnPlateau = defineSchedule({
  type: "ReduceOnPlateau",
  summary: "A learning rate that falls when a metric stops getting better.",
  options: z.strictObject({
    metric: z
      .string("must be a split and a metric, such as test.loss")
      .default("test.loss")
      .describe("What is watched."),
    factor: properPart.default(0.1).describe("What the learning rate is multiplied with."),
    patience: z
      .int(wholeFromZero)
      .nonnegative(wholeFromZero)
      .default(10)
      .describe("Evaluations that may pass without a better one."),
    threshold: part.default(1e-4).describe("How much better, as a part of the best so far, counts."),
    minimum: z
      .number(natural)
      .nonnegative(natural)
      .default(0)
      .describe("The learning rate it never falls below."),
  }),
  mainOption: "metric",
  watches: "metric",
  create: ({ metric, factor, patience, threshold, minimum }) => ({
    initialState: { falls: 0, waited: 0 },
    rate: (_step, lr, { falls }) => Math.max(lr * wholePower(factor, Number(falls)), Math.min(lr, minimum)),
    observe(state, metrics) {
      const { value, better: direction } = watchedMetric(metrics, metric, "ReduceOnPlateau");
      const { best } = state;
      const [falls, waited] = [Number(state.falls), Number(state.waited) + 1];
      const better =
        typeof best !== "number"
          ? Number.isFinite(value)
          : gainOf(
              { value, better: direction },
              best * (1 + ((direction === "higher") === best > 0 ? threshold : -threshold)),
            ) > 0;
      if (better) return { ...state, best: value, waited: 0 };
      return waited > patience ? { ...state, falls: falls + 1, waited: 0 } : { ...state, waited };
    },
  }),
});
