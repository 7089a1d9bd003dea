import { RetrogradError } from "@retrograd/core";
import { resolveMetrics } from "@retrograd/network";
import type { Loss, Metric, Registry } from "@retrograd/plugin";
import { parse, YAMLError } from "yaml";

/** The metrics of a list on the command line, written as in an experiment: "F1, TopK: 2".
 *  @throws RetrogradError E_USAGE with every mistake */
export function parseMetrics(list: string, registry: Registry, loss: Loss): readonly Metric[] {
  const { metrics, issues } = resolveMetrics(registry, entriesOf(list), loss, []);
  if (issues.length === 0) return metrics.map(({ metric }) => metric);
  const wrong = issues.map(({ message }) => `--metrics: ${message}`);
  throw new RetrogradError("E_USAGE", wrong.join("\n"), { data: { issues } });
}

function entriesOf(list: string): readonly unknown[] {
  try {
    const entries: unknown = parse(`[${list}]`);
    if (Array.isArray(entries) && entries.length > 0) return entries;
  } catch (error) {
    if (!(error instanceof YAMLError)) throw error;
  }
  throw new RetrogradError(
    "E_USAGE",
    `--metrics must be a list such as "F1, TopK: 2", got ${JSON.stringify(list)}`,
  );
}
