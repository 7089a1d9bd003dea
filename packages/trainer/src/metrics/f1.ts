import { defineMetric } from "@retrograd/plugin";
import { z } from "zod";
import { confusionTally, scoreClasses } from "./confusion.js";

/** The harmonic mean of precision and recall: `2 hits / (2 hits + false + missed)` for each class, and the mean over the classes
 *  that occur (of the F1 of each, not the F1 of the means).
 *  y: [batch, classes], t: [batch] or [batch, classes]. Source: scikit-learn f1_score with average="macro" */
export const f1 = defineMetric({
  type: "F1",
  summary: "The harmonic mean of precision and recall: for each class, and the mean over them.",
  options: z.strictObject({}),
  targets: "classes",
  create: (_options, loss) => ({
    name: "f1",
    better: "higher",
    unit: "fraction",
    start: () =>
      confusionTally(loss, "F1", (confusion) =>
        scoreClasses(confusion, ({ hits, false: wrong, missed }) => (2 * hits) / (2 * hits + wrong + missed)),
      ),
  }),
});
