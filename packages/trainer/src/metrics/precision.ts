import { defineMetric } from "@retrograd/plugin";
import { z } from "zod";
import { confusionTally, scoreClasses } from "./confusion.js";

/** Of the samples predicted as a class, the fraction that is: `hits / (hits + false)` for each class, and the mean over the classes
 *  that occur. 0 for a class that was never predicted.
 *  y: [batch, classes], t: [batch] or [batch, classes]. Source: scikit-learn precision_score with average="macro" */
export const precision = defineMetric({
  type: "Precision",
  summary: "Of what was predicted as a class, the fraction that is: for each class, and the mean over them.",
  options: z.strictObject({}),
  targets: "classes",
  create: (_options, loss) => ({
    name: "precision",
    better: "higher",
    unit: "fraction",
    start: () =>
      confusionTally(loss, "Precision", (confusion) =>
        scoreClasses(confusion, ({ hits, false: wrong }) => (hits + wrong === 0 ? 0 : hits / (hits + wrong))),
      ),
  }),
});
