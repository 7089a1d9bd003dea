import { defineMetric } from "@retrograd/plugin";
import { z } from "zod";
import { compareValues } from "./values.js";

const share = "must be a number from 0 to 1";

/** The fraction of answers of yes or no that are right: `mean of [y >= threshold] = [t >= 1/2]`, over all values of all samples,
 *  for predictions from 0 to 1 such as those of SigmoidWithLoss. A NaN is wrong; NaN over no samples.
 *  y, t: [batch, ...outShape]. Source: scikit-learn accuracy_score */
export const binaryAccuracy = defineMetric({
  type: "BinaryAccuracy",
  summary: "The fraction of answers of yes or no that are right, for SigmoidWithLoss.",
  options: z.strictObject({
    threshold: z
      .number(share)
      .min(0, share)
      .max(1, share)
      .default(0.5)
      .describe("The smallest prediction that means yes."),
  }),
  mainOption: "threshold",
  targets: "values",
  create: ({ threshold }) => ({
    name: "binaryAccuracy",
    better: "higher",
    unit: "fraction",
    start() {
      let [correct, count] = [0, 0];
      return {
        add(y, t, mask) {
          compareValues({ y, t, mask, metric: "BinaryAccuracy" }, (predicted, target) => {
            const isRight = predicted >= threshold === target >= 0.5;
            if (isRight && !Number.isNaN(predicted)) correct++;
            count++;
          });
        },
        result: () => ({ value: correct / count }),
      };
    },
  }),
});
