import { checkValue, type Issue } from "@retrograd/plugin";
import type { z } from "zod";
import type { Mistake } from "../diagnostics/diagnostic.js";
import type { DiagnosticCode } from "../diagnostics/diagnostic-codes.js";
import type { Experiment, TrainSection } from "../sections/experiment.js";
import { experimentSchema } from "../sections/experiment-schema.js";
import { keyAliases } from "../sections/key-aliases.js";
import { splits as allSplits } from "../sections/words.js";
import type { Part } from "../source/source-tree.js";

// an issue's code as it is called for the file's own keys
const sectionCodes: Partial<Record<Issue["code"], DiagnosticCode>> = {
  RG2003: "RG1101",
  RG2004: "RG1102",
  RG2005: "RG1103",
};

/** The file's own keys after their check, everything that is no entry. */
export interface CheckedSections {
  readonly experiment?: Experiment;
  readonly mistakes: readonly Mistake[];
}

/** Checks the keys of all sections and fills in their defaults; `name` is the experiment's when it gives none. */
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

/** The splits that are evaluated by default are those that there are. */
function withSplits(
  train: NonNullable<z.infer<typeof experimentSchema>["train"]>,
  there: { readonly validation: boolean; readonly test: boolean },
): TrainSection {
  const { splits = allSplits.filter((split) => split === "train" || there[split]) } = train.evaluate;
  return { ...train, evaluate: { ...train.evaluate, splits } };
}

/** An issue of a definition's options or of the model. A name that stands alone is a value, not a key. */
export function toMistake(issue: Issue, prefix: Issue["path"] = []): Mistake {
  return { ...issue, at: partOf(issue), path: [...prefix, ...issue.path] };
}

function partOf({ code, path, at, word }: Issue): Part {
  if (code === "RG2005") return "inside";
  return code === "RG2001" && path.at(-1) !== word ? "value" : at;
}
