import { checkValue, type Issue } from "@retrograd/plugin";
import type { z } from "zod";
import type { Mistake } from "../diagnostics/diagnostic.js";
import type { DiagnosticCode } from "../diagnostics/diagnostic-codes.js";
import type { Experiment, TrainSection } from "../sections/experiment.js";
import { experimentSchema } from "../sections/experiment-schema.js";
import { keyAliases } from "../sections/key-aliases.js";
import { splits as allSplits } from "../sections/words.js";
import type { Part } from "../source/source-tree.js";

// codes of issues for keys of the sections, which differ from those for options
const sectionCodes: Partial<Record<Issue["code"], DiagnosticCode>> = {
  RG2003: "RG1101",
  RG2004: "RG1102",
  RG2005: "RG1103",
};

/** The keys of the sections after their check. Entries are checked elsewhere. */
export interface CheckedSections {
  readonly experiment?: Experiment;
  readonly mistakes: readonly Mistake[];
}

/** Checks the keys of all sections and fills in their defaults. `name` is the default name. */
export function checkSections(raw: unknown, name: string): CheckedSections {
  const { value, issues } = checkValue(experimentSchema, raw, [], keyAliases);
  const mistakes = issues.map((issue) => {
    const code = sectionCodes[issue.code] ?? issue.code;
    return { ...toMistake(issue), code, message: issue.message.replace(/^the value must/, "the file must") };
  });
  if (value === undefined) return { mistakes };
  const { train, ...rest } = value;
  const trained =
    train === undefined
      ? {}
      : {
          train: withSplits(train, {
            validation: value.data?.validation !== undefined,
            test: value.data?.test !== 0,
          }),
        };
  return { experiment: { ...rest, ...trained, name: value.name ?? name }, mistakes };
}

/** Fills in the default of `evaluate.splits`: every split that the data has. */
function withSplits(
  train: NonNullable<z.infer<typeof experimentSchema>["train"]>,
  available: { readonly validation: boolean; readonly test: boolean },
): TrainSection {
  const { splits = allSplits.filter((split) => split === "train" || available[split]) } = train.evaluate;
  return { ...train, evaluate: { ...train.evaluate, splits } };
}

/** Turns an issue of the registry or of the model into a mistake. A lone name is a value, not a key. */
export function toMistake(issue: Issue, prefix: Issue["path"] = []): Mistake {
  return { ...issue, at: partOf(issue), path: [...prefix, ...issue.path] };
}

function partOf({ code, path, at, word }: Issue): Part {
  if (code === "RG2005") return "inside";
  return code === "RG2001" && path.at(-1) !== word ? "value" : at;
}
