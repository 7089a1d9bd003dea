import { RetrogradError } from "@retrograd/core";
import type { SplitMetrics } from "@retrograd/network";

/** A metric of an evaluation by split and name.
 *  @throws RetrogradError E_OPTION naming those that are evaluated, and who asked */
export function metricOf(metrics: SplitMetrics, name: string, asked: string): number {
  const value = metrics[name];
  if (value !== undefined) return value;
  throw new RetrogradError(
    "E_OPTION",
    `${asked}: no metric "${name}" is evaluated. Known: ${Object.keys(metrics).join(", ") || "none"}`,
  );
}

/** Whether more of a metric is better: of all but losses and errors. */
export function higherIsBetter(metric: string): boolean {
  return !/(^|\.)(loss|mse|mae)$/.test(metric);
}
