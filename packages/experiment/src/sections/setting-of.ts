import { suggestionFor } from "../diagnostics/suggestion.js";
import { keysAt } from "./entry-paths.js";
import { experimentSchema } from "./experiment-schema.js";
import { keyAliases } from "./key-aliases.js";

const sections = ["train", "data", "gradcheck", "model"];

// options of optimizers, which no section lists
const ofOptimizers: Readonly<Record<string, string>> = {
  lr: "train.optimizer.SGD.lr",
  learningrate: "train.optimizer.SGD.lr",
  momentum: "train.optimizer.Momentum.momentum",
  weightdecay: "train.optimizer.SGD.weightDecay",
};

/** The path in an experiment of the key that a word of a command line means, for `--set`: "epochs" and "num-epochs" are
 *  `train.epochs`. Undefined where there is none. */
export function settingOf(word: string): string | undefined {
  const letters = lettersOf(word);
  if (Object.hasOwn(ofOptimizers, letters)) return ofOptimizers[letters];
  const isMeant = (key: string) =>
    [key, ...(Object.hasOwn(keyAliases, key) ? (keyAliases[key] ?? []) : [])]
      .map(lettersOf)
      .includes(letters);
  for (const section of sections) {
    const key = keysAt([section]).find(isMeant);
    if (key !== undefined) return `${section}.${key}`;
  }
  const top = Object.keys(experimentSchema.shape).filter((key) => !sections.includes(key));
  // of three letters every word is a typo of another
  const mistyped = letters.length > 3 ? suggestionFor(word, keysAt(["train"])) : undefined;
  return top.find(isMeant) ?? (mistyped === undefined ? undefined : `train.${mistyped}`);
}

function lettersOf(word: string): string {
  return word.replace(/[_-]/g, "").toLowerCase();
}
