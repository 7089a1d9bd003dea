import { RetrogradError } from "@retrograd/core";
import type { MetricValue, SplitMetrics } from "@retrograd/plugin";

/** A number of an evaluation by split and name.
 *  @throws RetrogradError E_OPTION naming `watcher`, and the metrics that are evaluated */
export function watchedMetric(metrics: SplitMetrics, name: string, watcher: string): MetricValue {
  const metric = metrics[name];
  if (metric !== undefined) return metric;
  throw new RetrogradError(
    "E_OPTION",
    `${watcher}: no metric "${name}" is evaluated. Known: ${Object.keys(metrics).join(", ") || "none"}`,
  );
}

/** The improvement of a number over another: negative if it is worse, NaN if one of them is NaN. */
export function gainOf({ value, better }: MetricValue, earlier: number): number {
  return better === "higher" ? value - earlier : earlier - value;
}
