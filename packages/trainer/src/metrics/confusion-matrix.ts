import { defineMetric } from "@retrograd/plugin";
import { z } from "zod";
import { confusionTally } from "./confusion.js";

/** Number of samples of class i (row) that were predicted as class j (column); not a single number. A sample with a NaN is in
 *  no column. y: [batch, classes], t: [batch] or [batch, classes] -> [classes, classes]. Source: scikit-learn confusion_matrix */
export const confusionMatrix = defineMetric({
  type: "ConfusionMatrix",
  summary: "How often samples of each class were predicted as each class: a table, not a number.",
  options: z.strictObject({}),
  targets: "classes",
  create: (_options, loss) => ({
    name: "confusionMatrix",
    start: () => confusionTally(loss, "ConfusionMatrix", ({ matrix }) => ({ matrix })),
  }),
});
