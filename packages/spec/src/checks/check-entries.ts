import { type Path, type Registry, type Resolved, resolveEntry } from "@retrograd/network";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { defaultOptimizer } from "../sections/train-section.js";
import { toMistake } from "./check-sections.js";
import { asMapping } from "./plain-mapping.js";

/** The data set, the optimizer and the schedule that an experiment names. */
export interface CheckedEntries {
  readonly dataset?: Resolved<"datasets">;
  readonly optimizer?: Resolved<"optimizers">;
  readonly schedule?: Resolved<"schedules">;
  readonly mistakes: readonly Mistake[];
}

/** Looks up the entries beside the model and checks their options. */
export function checkEntries(raw: unknown, registry: Registry): CheckedEntries {
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
    const message = 'unknown key "id": only layers have one';
    mistakes.push({ code: "RG1101", path: [...path, "id"], at: "key", message, expected: "no id" });
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
  return {
    ...(dataset === undefined ? {} : { dataset }),
    ...(optimizer === undefined ? {} : { optimizer }),
    ...(schedule === undefined ? {} : { schedule }),
    mistakes,
  };
}
