import { exp, log, tensor } from "@retrograd/core";
import { defineMetric } from "@retrograd/plugin";
import { z } from "zod";
import { compareClasses } from "./classes.js";

/** Between how many classes the predictions hesitate: `e^(mean of -log p)`, p being the probability of the target class; e^loss
 *  for SoftmaxWithLoss without smoothing and weights. From 1, for certain and right, to the number of classes for a guess, and
 *  above; NaN over no targets. A target is a sample, or a step of a sequence; those that the loss ignores do not count.
 *  y: [batch, ..., classes], t: [batch, ...] class indices or [batch, ..., classes] weights, whose largest is the class */
export const perplexity = defineMetric({
  type: "Perplexity",
  summary: "Between how many classes the predictions hesitate: e to the mean cross entropy.",
  options: z.strictObject({}),
  targets: "classes",
  create: (_options, loss) => ({
    name: "perplexity",
    better: "lower",
    start() {
      let [total, count] = [0, 0];
      return {
        add(y, t, mask) {
          const { expected, rows } = compareClasses(y, t, { metric: "Perplexity", loss, mask });
          const classes = y.shape.at(-1) ?? 0;
          const { data } = y;
          const of = Float64Array.from(
            rows,
            (row, i) => data[row * classes + (expected[i] ?? 0)] ?? Number.NaN,
          );
          for (const value of log(tensor(of, [of.length], { dtype: "f64" })).data) total -= value;
          count += of.length;
        },
        // with the bits of core's exp on every machine
        result: () => ({ value: exp(tensor([total / count], [1], { dtype: "f64" })).data[0] ?? Number.NaN }),
      };
    },
  }),
});
