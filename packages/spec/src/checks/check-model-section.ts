import type { Shape } from "@retrograd/core";
import { type CheckedModel, checkModel, type Entry, type Registry } from "@retrograd/network";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { toMistake } from "./check-sections.js";
import { asMapping } from "./plain-mapping.js";

/** The model after its check: its network, the layers that could be built, and what is wrong. */
export interface CheckedModelSection extends Pick<CheckedModel, "network" | "built"> {
  readonly mistakes: readonly Mistake[];
}

/** Checks the model against the registry and traces shapes through it, on the reference engine.
 *  Layers are checked even where the input shape is missing. */
export function checkModelSection(raw: unknown, registry: Registry): CheckedModelSection {
  const file = asMapping(raw);
  const { input, layers } = asMapping(file?.model) ?? {};
  if (!Array.isArray(layers)) return { built: [], mistakes: [] };
  const entries: readonly Entry[] = layers;
  const hasInput = Array.isArray(input);
  const shape: Shape = hasInput ? input : [];
  const dtype = file?.dtype === "float64" ? "f64" : "f32";
  const { network, built, issues } = checkModel(registry, { input: shape, layers: entries }, { dtype });
  const mistakes = issues
    .filter((issue) => hasInput || issue.path[0] !== "input")
    .map((issue) => toMistake(issue, ["model"]));
  return { built, mistakes, ...(network === undefined ? {} : { network }) };
}
