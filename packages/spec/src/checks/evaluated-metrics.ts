import { type Measure, measuresOf, type Network, type Registry, resolveMetrics } from "@retrograd/network";
import { splits } from "../sections/words.js";
import { asMapping, type PlainMapping } from "./plain-mapping.js";

/** Where an experiment lists its metrics. */
export const metricsPath = ["train", "evaluate", "metrics"] as const;

/** The numbers that an experiment evaluates, by split and name: "test.accuracy". A section that is wrong itself counts as if
 *  it gave its defaults, a metric that is wrong as if it were not there. */
export function evaluatedMetrics(
  train: PlainMapping | undefined,
  registry: Registry,
  network: Network,
): ReadonlyMap<string, Measure> {
  const evaluate = asMapping(train?.evaluate) ?? {};
  const named = splits.filter((split) => !Array.isArray(evaluate.splits) || evaluate.splits.includes(split));
  const entries = Array.isArray(evaluate.metrics) ? evaluate.metrics : undefined;
  const { metrics } = resolveMetrics(registry, entries, network.loss.loss, metricsPath);
  const measures = measuresOf(metrics.map(({ metric }) => metric));
  return new Map(
    named.flatMap((split) => measures.map((measure) => [`${split}.${measure.name}`, measure] as const)),
  );
}
