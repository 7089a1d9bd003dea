import { suggestionFor } from "../diagnostics/suggestion.js";
import { keysAt } from "./entry-paths.js";
import { experimentSchema } from "./experiment-schema.js";
import { keyAliases } from "./key-aliases.js";

const sections = ["train", "data", "gradcheck", "model"];

// options of optimizers, which are not keys of a section
const optimizerSettings: Readonly<Record<string, string>> = {
  lr: "train.optimizer.SGD.lr",
  learningrate: "train.optimizer.SGD.lr",
  momentum: "train.optimizer.Momentum.momentum",
  weightdecay: "train.optimizer.SGD.weightDecay",
};

/** The path for `--set` of the key that a word of a command line names: `train.epochs` for "epochs" and "num-epochs".
 *  Undefined if there is none. */
export function settingOf(word: string): string | undefined {
  const letters = lettersOf(word);
  if (Object.hasOwn(optimizerSettings, letters)) return optimizerSettings[letters];
  const matches = (key: string) =>
    [key, ...(Object.hasOwn(keyAliases, key) ? (keyAliases[key] ?? []) : [])]
      .map(lettersOf)
      .includes(letters);
  for (const section of sections) {
    const key = keysAt([section]).find(matches);
    if (key !== undefined) return `${section}.${key}`;
  }
  const top = Object.keys(experimentSchema.shape).filter((key) => !sections.includes(key));
  // almost any word of three letters is within two edits of another
  const mistyped = letters.length > 3 ? suggestionFor(word, keysAt(["train"])) : undefined;
  return top.find(matches) ?? (mistyped === undefined ? undefined : `train.${mistyped}`);
}

function lettersOf(word: string): string {
  return word.replace(/[_-]/g, "").toLowerCase();
}
