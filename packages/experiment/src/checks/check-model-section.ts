import { defined } from "@retrograd/core";
import { type CheckedModel, checkModel, type Model } from "@retrograd/network";
import { type Entry, findByAlias, type Registry } from "@retrograd/plugin";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { inputRule } from "../sections/model-section.js";
import { toMistake } from "./check-sections.js";
import { atSource, builtinBlocks, expandBlocks, type Origin } from "./expand-blocks.js";
import { withLayerOfOtherFramework } from "./layers-of-other-frameworks.js";
import { asMapping, type RawMapping, type RawSections } from "./raw-sections.js";

/** The model after its check. */
export interface CheckedModelSection extends Pick<CheckedModel, "network" | "built"> {
  /** Names of the inputs in order, if the model has several. */
  readonly inputs?: readonly string[];
  /** The entries with blocks expanded. */
  readonly entries: readonly Entry[];
  /** The origin of each entry in the file. */
  readonly origins: readonly Origin[];
  readonly mistakes: readonly Mistake[];
}

/** Checks the model against the registry and traces shapes through it, on the reference engine.
 *  Checks the layers even if the input shape is missing. */
export function checkModelSection({ file, model }: RawSections, registry: Registry): CheckedModelSection {
  const { input, inputs, layers } = model ?? {};
  if (!Array.isArray(layers)) return { built: [], entries: [], origins: [], mistakes: requireInput(model) };
  const missing = requireInput(model);
  const names = Object.keys(asMapping(inputs) ?? {});
  const expanded = expandBlocks(layers, registry, names.length > 0 ? names : undefined);
  const { origins } = expanded;
  // a truncated list would show mistakes that the file does not have
  if (expanded.mistakes.some(({ code }) => code === "RG2010")) {
    return { built: [], entries: [], origins, mistakes: expanded.mistakes };
  }
  // checkModel checks that they are entries
  const entries = expanded.entries as readonly Entry[];
  const hasInput = (typeof input === "object" && input !== null) || inputs !== undefined;
  // checkModel checks what they hold
  const modelInputs = { input: input ?? (inputs === undefined ? [] : undefined), inputs };
  const dtype = file.dtype === "float64" ? "f64" : "f32";
  const { network, built, issues } = checkModel(
    registry,
    { ...defined(modelInputs), layers: entries } as Model,
    { dtype },
  );
  const mistakes = issues
    // the schema reports what has another type
    .filter(({ path }) => hasInput || path[0] !== "input")
    .filter(
      ({ path: [key, name] }) => key !== "inputs" || name !== undefined || asMapping(inputs) !== undefined,
    )
    // layers of a wrong block may have no reader
    .filter(({ code }) => code !== "RG2013" || expanded.mistakes.length === 0)
    .map((issue) => withLayerAdvice(toMistake(issue, ["model"]), registry))
    .map((mistake) => atSource(mistake, origins));
  return {
    built,
    entries,
    origins,
    mistakes: [...expanded.mistakes, ...missing, ...mistakes],
    ...defined({ network, inputs: names.length > 0 ? names : undefined }),
  };
}

/** A mistake if the section has neither `input` nor `inputs`. */
function requireInput(model: RawMapping | undefined): readonly Mistake[] {
  if (model === undefined || Object.hasOwn(model, "input") || Object.hasOwn(model, "inputs")) return [];
  const message = `"input" is missing: it ${inputRule}`;
  return [
    {
      code: "RG1103",
      path: ["model"],
      at: "inside",
      message,
      expected: inputRule.slice("must be ".length),
      got: "nothing",
    },
  ];
}

/** Adds advice to an unknown name in the list of layers: it may be a layer of another framework, or a block misspelt. */
function withLayerAdvice(mistake: Mistake, registry: Registry): Mistake {
  const { code, path, candidates = [] } = mistake;
  if (code !== "RG2001" || path.length > 4 || path[1] !== "layers") return mistake;
  const alias = aliasOfBlock(mistake, registry);
  if (alias !== undefined) return { ...mistake, aliasOf: alias };
  const advised = withLayerOfOtherFramework(mistake);
  if (advised !== mistake) return advised;
  const blocks = [...(path.length === 4 ? builtinBlocks : []), ...registry.blocks.keys()];
  return { ...mistake, candidates: [...candidates, ...blocks] };
}

/** The block that an unknown name means in another framework: TransformerBlock for TransformerEncoderLayer. */
function aliasOfBlock({ word, aliasOf }: Mistake, { blocks }: Registry): string | undefined {
  if (word === undefined || aliasOf !== undefined) return undefined;
  return findByAlias(
    word,
    [...blocks].map(([name, { aliases }]) => ({ name, aliases })),
  )?.name;
}
