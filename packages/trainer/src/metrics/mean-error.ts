import type { MetricDefinition } from "@retrograd/network";
import { z } from "zod";
import { compareValues } from "./values.js";

/** What a metric that is the mean of an error over all values differs in. */
interface MeanError {
  readonly type: string;
  readonly name: string;
  readonly summary: string;
  /** The error of one value, given prediction minus target. */
  error(difference: number): number;
}

/** The mean of an error over every value of every sample, summed in float64. A NaN makes it NaN; NaN over no samples. */
export function meanError({ type, name, summary, error }: MeanError): MetricDefinition {
  return {
    type,
    summary,
    options: z.strictObject({}),
    targets: "values",
    create: () => ({
      name,
      better: "lower",
      start() {
        let [sum, count] = [0, 0];
        return {
          add(y, t) {
            compareValues({ y, t, asked: type }, (predicted, target) => {
              sum += error(predicted - target);
            });
            count += y.data.length;
          },
          result: () => ({ value: sum / count }),
        };
      },
    }),
  };
}
