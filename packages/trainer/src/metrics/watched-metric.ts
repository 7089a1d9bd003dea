import { RetrogradError } from "@retrograd/core";
import type { MetricValue, SplitMetrics } from "@retrograd/plugin";

/** A number of an evaluation by split and name.
 *  @throws RetrogradError E_OPTION naming those that are evaluated, and who asked */
export function watchedMetric(metrics: SplitMetrics, name: string, asked: string): MetricValue {
  const measured = metrics[name];
  if (measured !== undefined) return measured;
  throw new RetrogradError(
    "E_OPTION",
    `${asked}: no metric "${name}" is evaluated. Known: ${Object.keys(metrics).join(", ") || "none"}`,
  );
}

/** How much better a number is than another, below 0 where it is worse; NaN where one is not a number. */
export function gainOf({ value, better }: MetricValue, before: number): number {
  return better === "higher" ? value - before : before - value;
}
