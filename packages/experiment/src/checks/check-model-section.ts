import type { Shape } from "@retrograd/core";
import { type CheckedModel, checkModel } from "@retrograd/network";
import type { Entry, Path, Registry } from "@retrograd/plugin";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { toMistake } from "./check-sections.js";
import { expandRepeats, writtenPath } from "./expand-repeats.js";
import { withLayerOfOtherFramework } from "./layers-of-other-frameworks.js";
import { asMapping } from "./plain-mapping.js";

/** The model after its check: its network, the layers that could be built, and what is wrong. */
export interface CheckedModelSection extends Pick<CheckedModel, "network" | "built"> {
  /** The entries with repeats written out. */
  readonly entries: readonly Entry[];
  /** Where each entry was written, below `model.layers`. */
  readonly origins: readonly Path[];
  readonly mistakes: readonly Mistake[];
}

/** Checks the model against the registry and traces shapes through it, on the reference engine.
 *  Layers are checked even where the input shape is missing. */
export function checkModelSection(raw: unknown, registry: Registry): CheckedModelSection {
  const file = asMapping(raw);
  const { input, layers } = asMapping(file?.model) ?? {};
  if (!Array.isArray(layers)) return { built: [], entries: [], origins: [], mistakes: [] };
  const expanded = expandRepeats(layers);
  const { origins } = expanded;
  // a list that was cut off would only show mistakes that it does not have
  if (expanded.mistakes.some(({ code }) => code === "RG2010")) {
    return { built: [], entries: [], origins, mistakes: expanded.mistakes };
  }
  // what they hold is what is checked next
  const entries = expanded.entries as readonly Entry[];
  const hasInput = Array.isArray(input);
  const shape: Shape = hasInput ? input : [];
  const dtype = file?.dtype === "float64" ? "f64" : "f32";
  const { network, built, issues } = checkModel(registry, { input: shape, layers: entries }, { dtype });
  const mistakes = issues
    .filter((issue) => hasInput || issue.path[0] !== "input")
    .map((issue) => ofUnknownLayer(toMistake(issue, ["model"])))
    .map((mistake) => ({ ...mistake, path: writtenPath(mistake.path, origins) }));
  return {
    built,
    entries,
    origins,
    mistakes: [...expanded.mistakes, ...mistakes],
    ...(network === undefined ? {} : { network }),
  };
}

/** An unknown name in the list of layers may be a layer of another framework, or "repeat" misspelt, or a key of it. */
function ofUnknownLayer(mistake: Mistake): Mistake {
  const { code, path, candidates = [] } = mistake;
  if (code !== "RG2001" || path.length > 4 || path[1] !== "layers") return mistake;
  const told = withLayerOfOtherFramework(mistake);
  return told !== mistake || path.length !== 4 ? told : { ...mistake, candidates: [...candidates, "repeat"] };
}
