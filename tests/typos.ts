import { isMap, isPair, isScalar, isSeq, parseDocument, visit } from "yaml";

/** A text with one letter mistyped. */
export interface Typo {
  readonly kind: "key" | "word" | "number";
  /** What was there, and what is there now: "Relu -> Rleu in line 12". */
  readonly what: string;
  /** The line of the typo, from 1. */
  readonly line: number;
  /** The word as it was. */
  readonly word: string;
  readonly text: string;
}

// keys whose value, or list of values, is the writer's own: any text is right
const free = ["id", "name", "path", "target", "x", "t", "testX", "testT"];

/** Every key and every value of a YAML text, each mistyped in each of five ways: a letter left out, doubled, changed, two
 *  swapped, the first in the other case. Of a number a digit becomes a letter. */
export function typosOf(text: string): readonly Typo[] {
  const typos: Typo[] = [];
  visit(parseDocument(text), {
    Scalar(position, node, path) {
      const [start, end] = node.range ?? [];
      if (start === undefined || end === undefined) return;
      const word = text.slice(start, end);
      const around = isSeq(path.at(-1)) ? path.slice(0, -1) : path;
      const parent = around.at(-1);
      const pair = isPair(parent) && isMap(around.at(-2)) ? parent : undefined;
      const isKey = position === "key";
      if (isKey && namesInput(path)) return;
      if (!isKey && isScalar(pair?.key) && free.includes(String(pair.key.value))) return;
      const kind = isKey ? "key" : typeof node.value === "number" ? "number" : "word";
      const line = text.slice(0, start).split("\n").length;
      for (const mistyped of kind === "number" ? [`${word.slice(0, -1)}o`] : mistype(word)) {
        // YAML reads True as true
        if (typeof node.value === "boolean" && mistyped.toLowerCase() === word) continue;
        const what = `${word} -> ${mistyped} in line ${line}`;
        typos.push({ kind, what, line, word, text: text.slice(0, start) + mistyped + text.slice(end) });
      }
    },
  });
  return typos;
}

/** Whether a key is the name of an input, which the writer chose. */
function namesInput(path: readonly unknown[]): boolean {
  const outer = path.at(-3);
  return isPair(outer) && isScalar(outer.key) && outer.key.value === "inputs";
}

/** A word mistyped at its beginning, its middle and its end. */
function mistype(word: string): readonly string[] {
  const places = new Set([0, Math.floor(word.length / 2), word.length - 1]);
  const mistyped = [...places].flatMap((at) => {
    const [before, letter = "", after] = [word.slice(0, at), word[at], word.slice(at + 1)];
    const next = after[0];
    return [
      before + after,
      before + letter + letter + after,
      before + (letter === "x" ? "z" : "x") + after,
      ...(next === undefined ? [] : [before + next + letter + after.slice(1)]),
    ];
  });
  const flipped = /^[a-z]/.test(word) ? word[0]?.toUpperCase() : word[0]?.toLowerCase();
  return [...new Set([...mistyped, flipped + word.slice(1)])].filter(
    (other) => other !== word && other !== "",
  );
}
