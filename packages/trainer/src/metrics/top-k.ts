import { RetrogradError } from "@retrograd/core";
import { defineMetric } from "@retrograd/plugin";
import { z } from "zod";
import { classCount, compareClasses } from "./classes.js";

const whole = "must be a positive whole number";

/** The fraction of samples whose target class is among the k largest probabilities, from 0 to 1. Of equal probabilities the
 *  earlier class comes first, so that k = 1 is the accuracy; a sample with a NaN is wrong; NaN over no samples.
 *  y: [batch, classes], t: [batch] class indices or [batch, classes] weights
 *  @throws RetrogradError E_OPTION when there are no k classes */
export const topK = defineMetric({
  type: "TopK",
  summary: "The fraction of samples whose class is among the k most probable.",
  options: z.strictObject({
    k: z.int(whole).positive(whole).default(5).describe("How many guesses each sample has."),
  }),
  mainOption: "k",
  targets: "classes",
  create({ k }, loss) {
    const classes = classCount(loss);
    if (k > classes) {
      throw new RetrogradError(
        "E_OPTION",
        `TopK: "k" must be at most ${classes}, the classes of ${loss.type}, got ${k}`,
      );
    }
    return {
      name: `topK${k}`,
      better: "higher",
      unit: "fraction",
      start() {
        let [correct, count] = [0, 0];
        return {
          add(y, t, mask) {
            const { predicted, expected, rows } = compareClasses(y, t, { metric: "TopK", loss, mask });
            const values = y.data;
            for (let i = 0; i < predicted.length; i++) {
              const row = { values, start: (rows[i] ?? 0) * classes, classes };
              if (predicted[i] !== -1 && rankOf(row, expected[i] ?? 0) < k) correct++;
            }
            count += predicted.length;
          },
          result: () => ({ value: correct / count }),
        };
      },
    };
  },
});

interface Row {
  readonly values: ArrayLike<number>;
  readonly start: number;
  readonly classes: number;
}

/** Number of classes of a row that rank before one: the more probable ones, and the earlier of equals. */
function rankOf({ values, start, classes }: Row, target: number): number {
  const probability = values[start + target] ?? 0;
  let rank = 0;
  for (let j = 0; j < classes; j++) {
    const value = values[start + j] ?? 0;
    if (value > probability || (value === probability && j < target)) rank++;
  }
  return rank;
}
