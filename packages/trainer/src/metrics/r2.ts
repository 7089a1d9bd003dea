import { defineMetric } from "@retrograd/plugin";
import { z } from "zod";
import { compareValues } from "./values.js";

/** Coefficient of determination: how much of the targets' variance is explained. For each output
 *  `1 - sum of (y - t)^2 / sum of (t - mean t)^2`, and the mean over the outputs: 1 is perfect, 0 no better than the mean of
 *  the targets, and there is no lower end. An output whose targets are all equal has 1 where each prediction is right, else 0;
 *  NaN where a prediction is NaN, and over fewer than two samples. The variance is gathered by Welford's rule.
 *  y, t: [batch, ...outShape]. Source: scikit-learn r2_score; doi:10.1080/00401706.1962.10490022 */
export const r2 = defineMetric({
  type: "R2",
  summary: "How much of the targets' variance is explained: 1 is perfect, 0 no better than their mean.",
  options: z.strictObject({}),
  targets: "values",
  byDefault: true,
  create: (_options, { outShape }) => ({
    name: "r2",
    better: "higher",
    start() {
      const outputs = Array.from({ length: outShape.reduce((size, axis) => size * axis, 1) }, newOutput);
      return {
        add: (y, t, mask) =>
          compareValues({ y, t, mask, metric: "R2" }, (predicted, target, index) => {
            const output = outputs[index];
            if (output !== undefined) addValue(output, predicted, target);
          }),
        result: () => ({
          value: outputs.reduce((sum, output) => sum + explained(output), 0) / outputs.length,
        }),
      };
    },
  }),
});

/** Running sums of one output. */
interface Output {
  count: number;
  /** The first target. */
  origin: number;
  /** Mean of the targets minus the first target. */
  mean: number;
  /** Sum of squared distances of the targets from their mean. */
  spread: number;
  /** Sum of squared errors. */
  errors: number;
}

function newOutput(): Output {
  return { count: 0, origin: 0, mean: 0, spread: 0, errors: 0 };
}

function addValue(output: Output, predicted: number, target: number): void {
  if (output.count === 0) output.origin = target;
  // close numbers subtract without rounding, so that a mean far from 0 costs no precision
  const shifted = target - output.origin;
  const distance = shifted - output.mean;
  output.count++;
  output.mean += distance / output.count;
  output.spread += distance * (shifted - output.mean);
  output.errors += (predicted - target) ** 2;
}

function explained({ count, spread, errors }: Output): number {
  if (count < 2) return Number.NaN;
  if (spread > 0) return 1 - errors / spread;
  return errors > 0 ? 0 : 1 - errors;
}
