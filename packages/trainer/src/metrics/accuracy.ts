import { defineMetric } from "@retrograd/plugin";
import { z } from "zod";
import { compareClasses } from "./classes.js";

/** The fraction of samples whose largest probability is at the target class: `correct / samples`, from 0 to 1. The first of
 *  equal probabilities counts; a sample with a NaN is wrong; NaN over no samples.
 *  y: [batch, classes], t: [batch] class indices or [batch, classes] weights. Source: scikit-learn accuracy_score */
export const accuracy = defineMetric({
  type: "Accuracy",
  summary: "The fraction of samples predicted right.",
  options: z.strictObject({}),
  targets: "classes",
  byDefault: true,
  create: () => ({
    name: "accuracy",
    better: "higher",
    unit: "fraction",
    start() {
      let [correct, count] = [0, 0];
      return {
        add(y, t) {
          const { predicted, expected } = compareClasses(y, t, "Accuracy");
          for (let i = 0; i < predicted.length; i++) if (predicted[i] === expected[i]) correct++;
          count += predicted.length;
        },
        result: () => ({ value: correct / count }),
      };
    },
  }),
});
