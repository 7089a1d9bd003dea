import { RetrogradError } from "@retrograd/core";
import type { Entry, Loss, Measure, Metric, Registry } from "@retrograd/plugin";
import {
  blame,
  formatValue,
  type Issue,
  issuesError,
  nameWithPackage,
  type Path,
  type Resolved,
  resolveEntry,
} from "@retrograd/plugin";

/** A registered metric with its options, made for a loss. */
export interface ResolvedMetric extends Resolved<"metrics"> {
  readonly metric: Metric;
}

/** The metrics that entries name, and all that is wrong with them. */
export interface ResolvedMetrics {
  readonly metrics: readonly ResolvedMetric[];
  readonly issues: readonly Issue[];
}

/** The loss as evaluations measure it: always, and first. */
const lossMeasure: Measure = { name: "loss", better: "lower" };

// names of what stands beside the metrics in a row of metrics.jsonl
const taken = new Set(["type", "step", "split", "epoch"]);

/** Finds the metrics that entries name, those that are usual for the loss where there are none, and makes them for it.
 *  `path` is where the list stands. */
export function resolveMetrics(
  registry: Registry,
  entries: readonly unknown[] | undefined,
  loss: Loss,
  path: Path,
): ResolvedMetrics {
  const issues: Issue[] = [];
  const metrics: ResolvedMetric[] = [];
  for (const [index, entry] of (entries ?? usualEntries(registry, loss)).entries()) {
    const at: Path = [...path, index];
    const resolved = resolveEntry(registry, ["metrics"], entry, at);
    issues.push(...resolved.issues);
    if (resolved.value === undefined) continue;
    const made = makeFor(registry, resolved.value, loss);
    const twice = metrics.some(({ metric }) => metric.name === made.metric?.name);
    const wrong = twice ? `${made.metric?.name} is listed twice: remove one of them` : made.wrong;
    if (wrong !== undefined) {
      issues.push({ code: "RG2011", path: at, at: "value", message: wrong, got: formatValue(entry) });
    } else if (made.metric !== undefined) metrics.push({ ...resolved.value, metric: made.metric });
  }
  return { metrics, issues };
}

/** The same for code.
 *  @throws RetrogradError E_OPTION with all that is wrong */
export function makeMetrics(
  registry: Registry,
  entries: readonly Entry[] | undefined,
  loss: Loss,
): readonly Metric[] {
  const { metrics, issues } = resolveMetrics(registry, entries, loss, ["metrics"]);
  if (issues.length > 0) throw issuesError(issues, "E_OPTION");
  return metrics.map(({ metric }) => metric);
}

/** The numbers that an evaluation with these metrics gives for each split, the loss first. */
export function measuresOf(metrics: readonly Metric[]): readonly Measure[] {
  const measures = metrics.flatMap(({ name, better, unit }): readonly Measure[] =>
    better === undefined ? [] : [{ name, better, ...(unit === undefined ? {} : { unit }) }],
  );
  return [lossMeasure, ...measures];
}

function usualEntries(registry: Registry, { targets }: Loss): readonly Entry[] {
  const definitions = [...registry.metrics.values()];
  return definitions
    .filter((definition) => definition.byDefault === true && definition.targets === targets)
    .map(({ type }) => type);
}

function makeFor(
  registry: Registry,
  { definition, options }: Resolved<"metrics">,
  loss: Loss,
): { readonly metric?: Metric; readonly wrong?: string } {
  const { type, targets } = definition;
  if (targets !== loss.targets) {
    return { wrong: `${type} measures ${targets}, but ${loss.type} learns ${loss.targets}` };
  }
  const who = nameWithPackage(registry, definition, type);
  try {
    const metric = definition.create(options, loss);
    requireName(metric.name);
    return { metric: guarded(metric, who) };
  } catch (error) {
    if (error instanceof RetrogradError && error.code !== "E_PLUGIN") return { wrong: error.message };
    throw blame(who, error);
  }
}

/** A metric whose errors say whose they are. */
function guarded(metric: Metric, who: string): Metric {
  const at = <T>(run: () => T): T => {
    try {
      return run();
    } catch (error) {
      throw blame(who, error);
    }
  };
  const { name, better, unit } = metric;
  return {
    name,
    ...(better === undefined ? {} : { better }),
    ...(unit === undefined ? {} : { unit }),
    start() {
      const tally = at(() => metric.start());
      return { add: (y, t) => at(() => tally.add(y, t)), result: () => at(() => tally.result()) };
    },
  };
}

/** @throws RetrogradError E_PLUGIN when results cannot call a metric by its name */
function requireName(name: string): void {
  if (/^[A-Za-z][A-Za-z0-9]*$/.test(name) && name !== lossMeasure.name && !taken.has(name)) return;
  throw new RetrogradError(
    "E_PLUGIN",
    `the name of a metric must be a letter and then letters and digits, and none of loss, ${[...taken].join(", ")}; got ${formatValue(name)}`,
  );
}
