import { type Network, type ResolvedMetric, resolveMetrics } from "@retrograd/network";
import { type Path, type Registry, type Resolved, resolveEntry } from "@retrograd/plugin";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { defaultOptimizer } from "../sections/train-section.js";
import { toMistake } from "./check-sections.js";
import { metricsPath } from "./evaluated-metrics.js";
import { asMapping, type PlainMapping } from "./plain-mapping.js";

/** The data set, the optimizer and the schedule that an experiment names. */
export interface CheckedEntries {
  readonly dataset?: Resolved<"datasets">;
  readonly optimizer?: Resolved<"optimizers">;
  readonly schedule?: Resolved<"schedules">;
  readonly metrics?: readonly ResolvedMetric[];
  readonly mistakes: readonly Mistake[];
}

/** Looks up the entries beside the model and checks their options. */
export function checkEntries(raw: unknown, registry: Registry, network: Network | undefined): CheckedEntries {
  const mistakes: Mistake[] = [];
  const resolve = <K extends "datasets" | "optimizers" | "schedules">(
    kind: K,
    written: unknown,
    path: Path,
  ) => {
    if (written === undefined) return undefined;
    const { value, issues } = resolveEntry(registry, [kind], written, path);
    mistakes.push(...issues.map((issue) => toMistake(issue)));
    if (value?.id === undefined) return value;
    mistakes.push(idMistake(path));
    return undefined;
  };
  const file = asMapping(raw);
  const train = asMapping(file?.train);
  const dataset = resolve("datasets", asMapping(file?.data)?.dataset, ["data", "dataset"]);
  const optimizer = resolve("optimizers", train && (train.optimizer ?? defaultOptimizer), [
    "train",
    "optimizer",
  ]);
  const schedule = resolve("schedules", train?.schedule, ["train", "schedule"]);
  const metrics = network && train && checkMetrics(train, registry, network, mistakes);
  return {
    ...(dataset === undefined ? {} : { dataset }),
    ...(optimizer === undefined ? {} : { optimizer }),
    ...(schedule === undefined ? {} : { schedule }),
    ...(metrics === undefined ? {} : { metrics }),
    mistakes,
  };
}

function checkMetrics(
  train: PlainMapping,
  registry: Registry,
  network: Network,
  mistakes: Mistake[],
): readonly ResolvedMetric[] {
  const listed = asMapping(train.evaluate)?.metrics;
  const entries = Array.isArray(listed) ? listed : undefined;
  const { metrics, issues } = resolveMetrics(registry, entries, network.loss.loss, metricsPath);
  mistakes.push(...issues.map((issue) => toMistake(issue)));
  for (const [index, entry] of (entries ?? []).entries()) {
    if (Object.hasOwn(asMapping(entry) ?? {}, "id")) mistakes.push(idMistake([...metricsPath, index]));
  }
  return metrics;
}

function idMistake(path: Path): Mistake {
  const message = 'unknown key "id": only layers have one';
  return { code: "RG1101", path: [...path, "id"], at: "key", message, expected: "no id" };
}
