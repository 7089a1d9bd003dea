import { defined } from "@retrograd/core";
import { type CheckedModel, checkModel, type Model } from "@retrograd/network";
import type { Entry, Registry } from "@retrograd/plugin";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { toMistake } from "./check-sections.js";
import { atSource, builtinBlocks, expandBlocks, type Origin } from "./expand-blocks.js";
import { withLayerOfOtherFramework } from "./layers-of-other-frameworks.js";
import type { RawSections } from "./raw-sections.js";

/** The model after its check. */
export interface CheckedModelSection extends Pick<CheckedModel, "network" | "built"> {
  /** The entries with blocks expanded. */
  readonly entries: readonly Entry[];
  /** The origin of each entry in the file. */
  readonly origins: readonly Origin[];
  readonly mistakes: readonly Mistake[];
}

/** Checks the model against the registry and traces shapes through it, on the reference engine.
 *  Checks the layers even if the input shape is missing. */
export function checkModelSection(
  { file, model = {} }: RawSections,
  registry: Registry,
): CheckedModelSection {
  const { input, layers } = model;
  if (!Array.isArray(layers)) return { built: [], entries: [], origins: [], mistakes: [] };
  const expanded = expandBlocks(layers, registry);
  const { origins } = expanded;
  // a truncated list would show mistakes that the file does not have
  if (expanded.mistakes.some(({ code }) => code === "RG2010")) {
    return { built: [], entries: [], origins, mistakes: expanded.mistakes };
  }
  // checkModel checks that they are entries
  const entries = expanded.entries as readonly Entry[];
  const hasInput = typeof input === "object" && input !== null;
  // checkModel checks what it holds
  const modelInput = (hasInput ? input : []) as Model["input"];
  const dtype = file.dtype === "float64" ? "f64" : "f32";
  const { network, built, issues } = checkModel(registry, { input: modelInput, layers: entries }, { dtype });
  const mistakes = issues
    .filter((issue) => hasInput || issue.path[0] !== "input")
    // layers of a wrong block may have no reader
    .filter(({ code }) => code !== "RG2013" || expanded.mistakes.length === 0)
    .map((issue) => withLayerAdvice(toMistake(issue, ["model"]), registry))
    .map((mistake) => atSource(mistake, origins));
  return {
    built,
    entries,
    origins,
    mistakes: [...expanded.mistakes, ...mistakes],
    ...defined({ network }),
  };
}

/** Adds advice to an unknown name in the list of layers: it may be a layer of another framework, or a block misspelt. */
function withLayerAdvice(mistake: Mistake, registry: Registry): Mistake {
  const { code, path, candidates = [] } = mistake;
  if (code !== "RG2001" || path.length > 4 || path[1] !== "layers") return mistake;
  const advised = withLayerOfOtherFramework(mistake);
  if (advised !== mistake) return advised;
  const blocks = [...(path.length === 4 ? builtinBlocks : []), ...registry.blocks.keys()];
  return { ...mistake, candidates: [...candidates, ...blocks] };
}
