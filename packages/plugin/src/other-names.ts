import type { NearlyCalled } from "./contract/definition.js";

/** A word by its own name and by what else it is called elsewhere. */
export interface CalledOtherwise {
  readonly name: string;
  readonly alsoCalled?: readonly (string | NearlyCalled)[] | undefined;
}

/** What a word of elsewhere means. */
export interface Meant {
  readonly name: string;
  /** What is not the same, as a sentence without its point. */
  readonly differs?: string;
}

/** The name that is meant by what it is called elsewhere: "Dense" and "nn.Linear(784, 10)" mean what says so of itself. Case,
 *  "_", "-", spaces, what stands before a dot and what follows in parentheses do not count. */
export function meantBy(word: string, names: readonly CalledOtherwise[]): Meant | undefined {
  const wanted = plain(word);
  if (wanted === "") return undefined;
  for (const { name, alsoCalled = [] } of names) {
    for (const other of [name, ...alsoCalled]) {
      if (typeof other === "string" && plain(other) === wanted) return { name };
      if (typeof other !== "string" && plain(other.name) === wanted) return { name, differs: other.differs };
    }
  }
  return undefined;
}

function plain(word: string): string {
  return word
    .replace(/\(.*$/s, "")
    .replace(/^.*\./s, "")
    .replace(/[\s_-]/g, "")
    .toLowerCase();
}

/** The number that a text may have been meant to be: 0.1 of "0,1" and "10%", 1000 of "1_000" and "1,000". */
export function numberIn(text: string): number | undefined {
  const [, digits = "", percent] = /^\s*([-+]?[\d.,_ ]*\d(?:e[-+]?\d+)?)\s*(%?)[,;]?\s*$/i.exec(text) ?? [];
  if (digits === "") return undefined;
  const thousands = /^[-+]?[1-9]\d{0,2}([,_ ]\d{3})+$/.test(digits);
  const value = Number(
    thousands ? digits.replace(/[,_ ]/g, "") : digits.replace(/[_ ]/g, "").replace(",", "."),
  );
  if (!Number.isFinite(value)) return undefined;
  return percent === "%" ? Number((value / 100).toPrecision(12)) : value;
}
