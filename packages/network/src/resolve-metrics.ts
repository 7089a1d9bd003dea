import { RetrogradError } from "@retrograd/core";
import type { Entry, Loss, Measure, Metric, Registry } from "@retrograd/plugin";
import {
  blame,
  blaming,
  formatValue,
  type Issue,
  issuesError,
  nameWithPackage,
  type Path,
  type Resolved,
  resolveEntry,
  targetSpec,
} from "@retrograd/plugin";

/** A registered metric with its options, built for a loss. */
export interface ResolvedMetric extends Resolved<"metrics"> {
  readonly metric: Metric;
}

/** The metrics of a list of entries, and the mistakes in it. */
export interface ResolvedMetrics {
  readonly metrics: readonly ResolvedMetric[];
  readonly issues: readonly Issue[];
}

/** Evaluations always measure the loss, first. */
const lossMeasure: Measure = { name: "loss", better: "lower" };

// keys of a row of metrics.jsonl that are not metrics
const reservedNames = new Set(["type", "step", "split", "epoch"]);

/** Finds the metrics of a list of entries and builds them for a loss. Default of `entries`: the metrics that are measured by
 *  default for the targets of the loss. `path` is the path of the list. */
export function resolveMetrics(
  registry: Registry,
  entries: readonly unknown[] | undefined,
  loss: Loss,
  path: Path,
): ResolvedMetrics {
  const issues: Issue[] = [];
  const metrics: ResolvedMetric[] = [];
  for (const [index, entry] of (entries ?? defaultEntries(registry, loss)).entries()) {
    const entryPath: Path = [...path, index];
    const resolved = resolveEntry(registry, ["metrics"], entry, entryPath);
    issues.push(...resolved.issues);
    if (resolved.value === undefined) continue;
    const { metric, problem } = buildMetric(registry, resolved.value, loss);
    const isDuplicate = metrics.some((earlier) => earlier.metric.name === metric?.name);
    const message = isDuplicate ? `${metric?.name} is listed twice: remove one of them` : problem;
    if (message !== undefined) {
      issues.push({ code: "RG2011", path: entryPath, at: "value", message, got: formatValue(entry) });
    } else if (metric !== undefined) metrics.push({ ...resolved.value, metric });
  }
  return { metrics, issues };
}

/** The metrics of a list of entries, built for a loss.
 *  @throws RetrogradError E_OPTION listing all issues */
export function makeMetrics(
  registry: Registry,
  entries: readonly Entry[] | undefined,
  loss: Loss,
): readonly Metric[] {
  const { metrics, issues } = resolveMetrics(registry, entries, loss, ["metrics"]);
  if (issues.length > 0) throw issuesError(issues, "E_OPTION");
  return metrics.map(({ metric }) => metric);
}

/** The numbers that an evaluation with these metrics returns for each split, the loss first. */
export function measuresOf(metrics: readonly Metric[]): readonly Measure[] {
  const measures = metrics.flatMap(({ name, better, unit }): readonly Measure[] =>
    better === undefined ? [] : [{ name, better, ...(unit === undefined ? {} : { unit }) }],
  );
  return [lossMeasure, ...measures];
}

function defaultEntries(registry: Registry, loss: Loss): readonly Entry[] {
  const { kind } = targetSpec(loss);
  const definitions = [...registry.metrics.values()];
  return definitions
    .filter((definition) => definition.byDefault === true && definition.targets === kind)
    .map(({ type }) => type);
}

function buildMetric(
  registry: Registry,
  { definition, options }: Resolved<"metrics">,
  loss: Loss,
): { readonly metric?: Metric; readonly problem?: string } {
  const { type, targets } = definition;
  const { kind } = targetSpec(loss);
  if (targets !== kind) {
    return { problem: `${type} measures ${targets}, but ${loss.type} learns ${kind}` };
  }
  const who = nameWithPackage(registry, definition, type);
  try {
    const metric = definition.create(options, loss);
    requireName(metric.name);
    return { metric: guardMetric(metric, who) };
  } catch (error) {
    if (error instanceof RetrogradError && error.code !== "E_PLUGIN") return { problem: error.message };
    throw blame(who, error);
  }
}

/** The same metric, whose errors name it. */
function guardMetric(metric: Metric, who: string): Metric {
  const { name, better, unit } = metric;
  return {
    name,
    ...(better === undefined ? {} : { better }),
    ...(unit === undefined ? {} : { unit }),
    start() {
      const tally = blaming(who, () => metric.start());
      return {
        add: (y, t, mask) => blaming(who, () => tally.add(y, t, mask)),
        result: () => blaming(who, () => tally.result()),
      };
    },
  };
}

/** @throws RetrogradError E_PLUGIN when a metric's name cannot be a key of results */
function requireName(name: string): void {
  if (/^[A-Za-z][A-Za-z0-9]*$/.test(name) && name !== lossMeasure.name && !reservedNames.has(name)) return;
  throw new RetrogradError(
    "E_PLUGIN",
    `the name of a metric must be a letter followed by letters and digits, and not one of loss, ${[...reservedNames].join(", ")}; got ${formatValue(name)}`,
  );
}
