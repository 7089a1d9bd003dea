import { type Loss, type Metric, type MetricDefinition, targetSpec } from "@retrograd/plugin";
import { accuracy } from "./accuracy.js";
import { binaryAccuracy } from "./binary-accuracy.js";
import { confusionMatrix } from "./confusion-matrix.js";
import { f1 } from "./f1.js";
import { mae } from "./mae.js";
import { mse } from "./mse.js";
import { perplexity } from "./perplexity.js";
import { precision } from "./precision.js";
import { r2 } from "./r2.js";
import { recall } from "./recall.js";
import { topK } from "./top-k.js";

/** The metrics of this package; defaults are measured in this order. */
export const builtinMetrics = [
  accuracy,
  topK,
  precision,
  recall,
  f1,
  confusionMatrix,
  perplexity,
  r2,
  mse,
  mae,
  binaryAccuracy,
] as const;

/** The metrics that are measured by default: accuracy for classes, R2 for values. */
export function defaultMetrics(loss: Loss): readonly Metric[] {
  const metrics: readonly MetricDefinition[] = builtinMetrics;
  const { kind } = targetSpec(loss);
  const fitting = metrics.filter(({ byDefault, targets }) => byDefault === true && targets === kind);
  return fitting.map((definition) => definition.create({}, loss));
}
