import { type Network, resolveMetrics } from "@retrograd/network";
import { formatValue, type Measure, type Path, type Registry, targetSpec } from "@retrograd/plugin";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { isSplit } from "../sections/words.js";
import { noValidationAt } from "./check-unavailable-splits.js";
import { evaluatedMetrics, hasValidation, metricsPath } from "./evaluated-metrics.js";
import type { RawMapping, RawSections } from "./raw-sections.js";
import { watchedBySchedule } from "./watched-by-schedule.js";

/** Checks the metrics that stopping, checkpoints and schedules watch: each must be evaluated, a bound of a fraction must be
 *  a fraction, and a target must lie in the direction in which the metric improves. */
export function checkWatched(raw: RawSections, registry: Registry, network: Network): readonly Mistake[] {
  const { train = {}, stop = {}, checkpoint = {} } = raw;
  const evaluated = evaluatedMetrics(raw, registry, network);
  const notEvaluated = (path: Path, name: string): Mistake => {
    const candidates = [...evaluated.keys()];
    const reason = reasonOf(name, raw, { registry, network });
    const message = `uses "${name}", which is not evaluated: ${reason}. Evaluated: ${candidates.join(", ")}`;
    return { code: "RG4003", path, at: "value", message, word: name, candidates };
  };
  const isMissing = (name: unknown): name is string => typeof name === "string" && !evaluated.has(name);
  const lacksValidation = (name: string) => splitOf(name) === "validation" && !hasValidation(raw);
  const watched: readonly (readonly [Path, unknown])[] = [
    [["train", "checkpoint", "best"], checkpoint.best],
    [["train", "stop", "metric"], stop.metric],
  ];
  const ofKeys = watched.flatMap(([path, name]): readonly Mistake[] => {
    // the schema reports unknown splits, checkUnavailableSplits a missing validation split
    return isMissing(name) && isSplit(splitOf(name)) && !lacksValidation(name)
      ? [notEvaluated(path, name)]
      : [];
  });
  const ofSchedules = watchedBySchedule(train.schedule, registry, ["train", "schedule"]).flatMap(
    ([path, name]): readonly Mistake[] => {
      if (!isMissing(name)) return [];
      return [lacksValidation(name) ? noValidationAt(path) : notEvaluated(path, name)];
    },
  );
  const measure = typeof stop.metric === "string" ? evaluated.get(stop.metric) : undefined;
  return [...ofKeys, ...ofSchedules, ...(measure === undefined ? [] : checkBounds(stop, measure))];
}

const splitOf = (name: string): string => name.split(".")[0] ?? "";

/** Why a metric is not evaluated. */
function reasonOf(
  name: string,
  { evaluate = {} }: RawSections,
  { registry, network }: { readonly registry: Registry; readonly network: Network },
): string {
  const [split = "", metric] = name.split(".");
  const { splits, metrics } = evaluate;
  if (!isSplit(split) || metric === undefined) return "it must be a split and a metric, such as test.loss";
  if (Array.isArray(splits) && !splits.includes(split)) return `train.evaluate.splits leaves out "${split}"`;
  const { id, loss } = network.loss;
  const listed = resolveMetrics(registry, Array.isArray(metrics) ? metrics : undefined, loss, metricsPath);
  if (listed.metrics.some((of) => of.metric.name === metric)) return `"${metric}" is a table, not a number`;
  return `no metric "${metric}" is in train.evaluate.metrics, or among the defaults of ${id}, which learns ${targetSpec(loss).kind}`;
}

function checkBounds(stop: RawMapping, { unit, better }: Measure): readonly Mistake[] {
  const outside = (["atLeast", "atMost"] as const).flatMap((key): readonly Mistake[] => {
    const bound = stop[key];
    if (unit !== "fraction" || typeof bound !== "number" || (bound >= 0 && bound <= 1)) return [];
    const isPercent = bound > 1 && bound <= 100;
    const hint = isPercent ? `: ${bound}% is ${Number((bound / 100).toPrecision(12))}` : "";
    const message = `"${key}" of a fraction such as ${stop.metric} must be a number from 0 to 1, got ${formatValue(bound)}${hint}`;
    const expected = "a fraction from 0 to 1";
    const position = { path: ["train", "stop", key], at: "value" } as const;
    return [{ code: "RG1102", ...position, message, expected, got: formatValue(bound) }];
  });
  if (outside.length > 0 || (stop.atLeast !== undefined && stop.atMost !== undefined)) return outside;
  const [wrong, right] = better === "lower" ? ["atLeast", "atMost"] : ["atMost", "atLeast"];
  if (stop[wrong] === undefined) return [];
  const message = `"${wrong}" would accept a bad ${stop.metric}, because ${better} is better: use ${right}`;
  return [{ code: "RG4002", path: ["train", "stop", wrong], at: "key", message, got: wrong }];
}
