import { measuresOf, type Network, resolveMetrics } from "@retrograd/network";
import type { Measure, Registry } from "@retrograd/plugin";
import { splits } from "../sections/words.js";
import type { RawSections } from "./raw-sections.js";

/** The path of an experiment's list of metrics. */
export const metricsPath = ["train", "evaluate", "metrics"] as const;

/** Whether the data of an experiment has a validation split. True for a file without data: its splits are unknown. */
export function hasValidation({ data }: RawSections): boolean {
  return data === undefined || data.validation !== undefined;
}

/** Whether the data of an experiment has a test split. */
export function hasTest({ data }: RawSections): boolean {
  return data?.test !== 0;
}

/** The measures that an experiment evaluates, by split and name: "test.accuracy". A wrong section counts as its defaults; a
 *  wrong metric is left out. */
export function evaluatedMetrics(
  raw: RawSections,
  registry: Registry,
  network: Network,
): ReadonlyMap<string, Measure> {
  const { evaluate = {} } = raw;
  const evaluatedSplits = splits
    .filter((split) => (split !== "validation" || hasValidation(raw)) && (split !== "test" || hasTest(raw)))
    .filter((split) => !Array.isArray(evaluate.splits) || evaluate.splits.includes(split));
  const entries = Array.isArray(evaluate.metrics) ? evaluate.metrics : undefined;
  const { metrics } = resolveMetrics(registry, entries, network.loss.loss, metricsPath);
  const measures = measuresOf(metrics.map(({ metric }) => metric));
  return new Map(
    evaluatedSplits.flatMap((split) =>
      measures.map((measure) => [`${split}.${measure.name}`, measure] as const),
    ),
  );
}
