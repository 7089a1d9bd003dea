import { defineMetric } from "@retrograd/plugin";
import { z } from "zod";
import { compareValues } from "./values.js";

/** Name and error function of a metric that is a mean error. */
interface MeanError<Type> {
  readonly type: Type;
  readonly name: string;
  readonly summary: string;
  /** The error of one value, from the difference prediction - target. */
  error(difference: number): number;
}

/** The mean of an error over every value of every sample, summed in float64. A NaN makes it NaN; NaN over no samples. */
export function meanError<const Type extends string>({ type, name, summary, error }: MeanError<Type>) {
  return defineMetric({
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
          add(y, t, mask) {
            compareValues({ y, t, mask, metric: type }, (predicted, target) => {
              sum += error(predicted - target);
              count++;
            });
          },
          result: () => ({ value: sum / count }),
        };
      },
    }),
  });
}
