import { defineMetric } from "@retrograd/plugin";
import { z } from "zod";
import { confusionTally, scoreClasses } from "./confusion.js";

/** Of the samples of a class, the fraction predicted as it: `hits / (hits + missed)` for each class, and the mean over the classes
 *  that occur. 0 for a class that was predicted and has no samples.
 *  y: [batch, classes], t: [batch] or [batch, classes]. Source: scikit-learn recall_score with average="macro" */
export const recall = defineMetric({
  type: "Recall",
  summary: "Of the samples of a class, the fraction predicted as it: for each class, and the mean over them.",
  options: z.strictObject({}),
  targets: "classes",
  create: (_options, loss) => ({
    name: "recall",
    better: "higher",
    unit: "fraction",
    start: () =>
      confusionTally(loss, "Recall", (confusion) =>
        scoreClasses(confusion, ({ hits, missed }) => (hits + missed === 0 ? 0 : hits / (hits + missed))),
      ),
  }),
});
