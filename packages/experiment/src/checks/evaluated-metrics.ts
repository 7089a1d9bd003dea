import { measuresOf, type Network, resolveMetrics } from "@retrograd/network";
import type { Measure, Registry } from "@retrograd/plugin";
import { splits } from "../sections/words.js";
import { asMapping, type PlainMapping } from "./plain-mapping.js";

/** Where an experiment lists its metrics. */
export const metricsPath = ["train", "evaluate", "metrics"] as const;

/** Whether the data of an experiment have a validation split. A file without data says nothing of its splits yet. */
export function hasValidation(file: PlainMapping): boolean {
  const data = asMapping(file.data);
  return data === undefined || data.validation !== undefined;
}

/** Whether the data of an experiment have a test split. */
export function hasTest(file: PlainMapping): boolean {
  return asMapping(file.data)?.test !== 0;
}

/** The numbers that an experiment evaluates, by split and name: "test.accuracy". A section that is wrong itself counts as if
 *  it gave its defaults, a metric that is wrong as if it were not there. */
export function evaluatedMetrics(
  file: PlainMapping,
  registry: Registry,
  network: Network,
): ReadonlyMap<string, Measure> {
  const evaluate = asMapping(asMapping(file.train)?.evaluate) ?? {};
  const there = splits.filter(
    (split) => (split !== "validation" || hasValidation(file)) && (split !== "test" || hasTest(file)),
  );
  const named = there.filter((split) => !Array.isArray(evaluate.splits) || evaluate.splits.includes(split));
  const entries = Array.isArray(evaluate.metrics) ? evaluate.metrics : undefined;
  const { metrics } = resolveMetrics(registry, entries, network.loss.loss, metricsPath);
  const measures = measuresOf(metrics.map(({ metric }) => metric));
  return new Map(
    named.flatMap((split) => measures.map((measure) => [`${split}.${measure.name}`, measure] as const)),
  );
}
