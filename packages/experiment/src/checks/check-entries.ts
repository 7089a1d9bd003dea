import { defined } from "@retrograd/core";
import { type Network, type ResolvedMetric, resolveMetrics } from "@retrograd/network";
import { type Path, type Registry, type Resolved, resolveEntry, unexpectedId } from "@retrograd/plugin";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { defaultOptimizer } from "../sections/train-section.js";
import { toMistake } from "./check-sections.js";
import { metricsPath } from "./evaluated-metrics.js";
import { asMapping, type RawSections } from "./raw-sections.js";

/** The data set, the optimizer, the schedule and the metrics that an experiment names. */
export interface CheckedEntries {
  readonly dataset?: Resolved<"datasets">;
  readonly optimizer?: Resolved<"optimizers">;
  readonly schedule?: Resolved<"schedules">;
  readonly metrics?: readonly ResolvedMetric[];
  readonly mistakes: readonly Mistake[];
}

/** Resolves the entries outside the model and checks their options. Metrics need a network. */
export function checkEntries(
  raw: RawSections,
  registry: Registry,
  network: Network | undefined,
): CheckedEntries {
  const { data, train, evaluate } = raw;
  const mistakes: Mistake[] = [];
  const resolve = <K extends "datasets" | "optimizers" | "schedules">(
    kind: K,
    entry: unknown,
    path: Path,
  ) => {
    if (entry === undefined) return undefined;
    const { value, issues } = resolveEntry(registry, [kind], entry, path);
    mistakes.push(...issues.map((issue) => toMistake(issue)));
    if (value?.id === undefined) return value;
    mistakes.push(idMistake(path));
    return undefined;
  };
  const optimizer = train && (train.optimizer ?? defaultOptimizer);
  const entries = {
    dataset: resolve("datasets", data?.dataset, ["data", "dataset"]),
    optimizer: resolve("optimizers", optimizer, ["train", "optimizer"]),
    schedule: resolve("schedules", train?.schedule, ["train", "schedule"]),
  };
  if (train === undefined || network === undefined) return { ...defined(entries), mistakes };
  const listed = Array.isArray(evaluate?.metrics) ? evaluate.metrics : undefined;
  const { metrics, issues } = resolveMetrics(registry, listed, network.loss.loss, metricsPath);
  mistakes.push(...issues.map((issue) => toMistake(issue)));
  for (const [index, entry] of (listed ?? []).entries()) {
    if (Object.hasOwn(asMapping(entry) ?? {}, "id")) mistakes.push(idMistake([...metricsPath, index]));
  }
  return { ...defined(entries), metrics, mistakes };
}

/** The code is that of an unknown key of a section. */
function idMistake(path: Path): Mistake {
  return { ...toMistake(unexpectedId(path)), code: "RG1101" };
}
