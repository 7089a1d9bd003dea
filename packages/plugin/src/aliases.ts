import type { Alias } from "./contract/definition.js";

/** A name and its aliases. */
export interface Aliased {
  readonly name: string;
  readonly aliases?: readonly (string | Alias)[] | undefined;
}

/** The result of a search by alias. */
export interface AliasMatch {
  readonly name: string;
  /** The difference between the two, where the alias has one. */
  readonly caveat?: string;
}

/** Finds a name by itself or by an alias: "Dense" and "nn.Linear(784, 10)" both find `Affine`. Ignores case, "_", "-", spaces,
 *  everything up to the last dot, and everything from the first parenthesis. */
export function findByAlias(word: string, names: readonly Aliased[]): AliasMatch | undefined {
  const key = normalize(word);
  if (key === "") return undefined;
  for (const { name, aliases = [] } of names) {
    for (const alias of [name, ...aliases]) {
      if (typeof alias === "string" && normalize(alias) === key) return { name };
      if (typeof alias !== "string" && normalize(alias.name) === key) return { name, caveat: alias.caveat };
    }
  }
  return undefined;
}

function normalize(word: string): string {
  return word
    .replace(/\(.*$/s, "")
    .replace(/^.*\./s, "")
    .replace(/[\s_-]/g, "")
    .toLowerCase();
}
