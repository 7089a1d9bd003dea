import { maxDepth } from "@retrograd/experiment";
import { type Comment, type Program, parse } from "acorn";
import { dialect, javaScriptTokens } from "./javascript-tokens.js";
import type { Remark } from "./remark.js";
import { withoutTypes } from "./without-types.js";

/** A TypeScript file taken apart, or why it cannot be. */
export type ParsedTypeScript =
  | { readonly program: Program; readonly remarks: readonly Remark[] }
  | { readonly problem: string; readonly offset: number; readonly tooDeep?: boolean };

// brackets of a call and its parentheses stand around the values
const deepest = maxDepth + 4;

/** Takes a TypeScript file apart by its grammar. Nothing of it runs. */
export function parseTypeScript(text: string): ParsedTypeScript {
  const comments: Comment[] = [];
  try {
    const { tokens, tooDeep } = javaScriptTokens(text, deepest);
    if (tooDeep !== undefined) return { problem: "", offset: tooDeep, tooDeep: true };
    const program = parse(withoutTypes(text, tokens), { ...dialect, onComment: comments });
    return { program, remarks: comments.map(toRemark) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const offset = "pos" in error && typeof error.pos === "number" ? error.pos : 0;
    return { problem: error.message.replace(/ \(\d+:\d+\)$/, ""), offset };
  }
}

function toRemark({ type, value, start, end }: Comment): Remark {
  const lines = type === "Line" ? [value.trimEnd()] : blockLines(value);
  return { start, end, lines };
}

/** The lines of a comment in `/* ... *\/`, without the stars that begin them. */
function blockLines(value: string): readonly string[] {
  const lines = value.split(/\r?\n/).map((line) => line.replace(/^\s*\*?\s*/, "").trimEnd());
  const said = lines.filter((line) => line !== "").map((line) => ` ${line}`);
  return said.length === 0 ? [""] : said;
}
