import { type Network, resolveMetrics } from "@retrograd/network";
import { formatValue, type Measure, type Path, type Registry } from "@retrograd/plugin";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { isSplit } from "../sections/words.js";
import { noValidationAt } from "./check-validation.js";
import { evaluatedMetrics, hasValidation, metricsPath } from "./evaluated-metrics.js";
import { asMapping, type PlainMapping } from "./plain-mapping.js";
import { watchedBySchedule } from "./watched-by-schedule.js";

/** What is watched must be evaluated, what bounds a fraction must be one, and what is waited for must be better. */
export function checkWatched(file: PlainMapping, registry: Registry, network: Network): readonly Mistake[] {
  const evaluated = evaluatedMetrics(file, registry, network);
  const train = asMapping(file.train) ?? {};
  const stop = asMapping(train.stop) ?? {};
  const watched: readonly (readonly [Path, unknown])[] = [
    [["train", "checkpoint", "best"], asMapping(train.checkpoint)?.best],
    [["train", "stop", "metric"], stop.metric],
  ];
  const unmeasured = (path: Path, name: string): Mistake => {
    const candidates = [...evaluated.keys()];
    const message = `waits for "${name}", which is not evaluated: ${reasonOf(name, train, { registry, network })}. Evaluated: ${candidates.join(", ")}`;
    return { code: "RG4003", path, at: "value", message, word: name, candidates };
  };
  const isMissing = (name: unknown): name is string => typeof name === "string" && !evaluated.has(name);
  const needsValidation = (name: string) => splitOf(name) === "validation" && !hasValidation(file);
  const ofKeys = watched.flatMap(([path, name]): readonly Mistake[] => {
    // what is no split is told by the section, a validation split that is not there by checkValidation
    return isMissing(name) && isSplit(splitOf(name)) && !needsValidation(name)
      ? [unmeasured(path, name)]
      : [];
  });
  const ofSchedules = watchedBySchedule(train.schedule, registry, ["train", "schedule"]).flatMap(
    ([path, name]): readonly Mistake[] => {
      if (!isMissing(name)) return [];
      return [needsValidation(name) ? noValidationAt(path) : unmeasured(path, name)];
    },
  );
  const measure = typeof stop.metric === "string" ? evaluated.get(stop.metric) : undefined;
  return [...ofKeys, ...ofSchedules, ...(measure === undefined ? [] : boundMistakes(stop, measure))];
}

const splitOf = (name: string): string => name.split(".")[0] ?? "";

/** Why a metric is not evaluated. */
function reasonOf(
  name: string,
  train: PlainMapping,
  { registry, network }: { readonly registry: Registry; readonly network: Network },
): string {
  const [split = "", metric] = name.split(".");
  const { splits, metrics } = asMapping(train.evaluate) ?? {};
  if (!isSplit(split) || metric === undefined) return "it must be a split and a metric, such as test.loss";
  if (Array.isArray(splits) && !splits.includes(split)) return `train.evaluate.splits leaves out "${split}"`;
  const { id, loss } = network.loss;
  const listed = resolveMetrics(registry, Array.isArray(metrics) ? metrics : undefined, loss, metricsPath);
  if (listed.metrics.some((of) => of.metric.name === metric)) return `"${metric}" is a table, not a number`;
  return `no metric called "${metric}" is in train.evaluate.metrics, or usual for ${id}, which learns ${loss.targets}`;
}

function boundMistakes(stop: PlainMapping, { unit, better }: Measure): readonly Mistake[] {
  const outside = (["atLeast", "atMost"] as const).flatMap((key): readonly Mistake[] => {
    const bound = stop[key];
    if (unit !== "fraction" || typeof bound !== "number" || (bound >= 0 && bound <= 1)) return [];
    const meant = bound > 1 && bound <= 100 ? `: ${bound}% is ${Number((bound / 100).toPrecision(12))}` : "";
    const message = `"${key}" of a fraction such as ${stop.metric} must be a number from 0 to 1, got ${formatValue(bound)}${meant}`;
    const expected = "a fraction from 0 to 1";
    const place = { path: ["train", "stop", key], at: "value" } as const;
    return [{ code: "RG1102", ...place, message, expected, got: formatValue(bound) }];
  });
  if (outside.length > 0 || (stop.atLeast !== undefined && stop.atMost !== undefined)) return outside;
  const [wrong, right] = better === "lower" ? ["atLeast", "atMost"] : ["atMost", "atLeast"];
  if (stop[wrong] === undefined) return [];
  const message = `"${wrong}" is met by a bad ${stop.metric}, as ${better} is better: say ${right}`;
  return [{ code: "RG4002", path: ["train", "stop", wrong], at: "key", message, got: wrong }];
}
