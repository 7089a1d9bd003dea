import { defineMetric } from "@retrograd/plugin";
import { z } from "zod";
import { compareClasses } from "./classes.js";

/** The fraction of targets whose largest probability is at the target class: `correct / targets`, from 0 to 1. A target is a
 *  sample, or a step of a sequence; those that the loss ignores do not count. The first of equal probabilities counts; a
 *  prediction with a NaN is wrong; NaN over no targets.
 *  y: [batch, ..., classes], t: [batch, ...] class indices or [batch, ..., classes] weights. Source: scikit-learn accuracy_score */
export const accuracy = defineMetric({
  type: "Accuracy",
  summary: "The fraction of samples predicted right.",
  options: z.strictObject({}),
  targets: "classes",
  byDefault: true,
  create: (_options, loss) => ({
    name: "accuracy",
    better: "higher",
    unit: "fraction",
    start() {
      let [correct, count] = [0, 0];
      return {
        add(y, t, mask) {
          const { predicted, expected } = compareClasses(y, t, { metric: "Accuracy", loss, mask });
          for (let i = 0; i < predicted.length; i++) if (predicted[i] === expected[i]) correct++;
          count += predicted.length;
        },
        result: () => ({ value: correct / count }),
      };
    },
  }),
});
