import { maxDepth } from "@retrograd/experiment";
import { type Comment as AcornComment, type Program, parse } from "acorn";
import type { Comment } from "./comment.js";
import { dialect, javaScriptTokens } from "./javascript-tokens.js";
import { withoutTypes } from "./without-types.js";

/** A parsed TypeScript file, or the reason why it cannot be parsed. */
export type ParsedTypeScript =
  | { readonly program: Program; readonly comments: readonly Comment[] }
  | { readonly problem: string; readonly offset: number; readonly tooDeep?: boolean };

// the values may be inside the brackets of a call and in parentheses
const maxBracketDepth = maxDepth + 4;

/** Parses a TypeScript file without running it. */
export function parseTypeScript(text: string): ParsedTypeScript {
  const comments: AcornComment[] = [];
  try {
    const { tokens, tooDeep } = javaScriptTokens(text, maxBracketDepth);
    if (tooDeep !== undefined) return { problem: "", offset: tooDeep, tooDeep: true };
    const program = parse(withoutTypes(text, tokens), { ...dialect, onComment: comments });
    return { program, comments: comments.map(toComment) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const offset = "pos" in error && typeof error.pos === "number" ? error.pos : 0;
    return { problem: error.message.replace(/ \(\d+:\d+\)$/, ""), offset };
  }
}

function toComment({ type, value, start, end }: AcornComment): Comment {
  const lines = type === "Line" ? [value.trimEnd()] : blockLines(value);
  return { start, end, lines };
}

/** The lines of a `/* ... *\/` comment, without the star at the start of each line. */
function blockLines(value: string): readonly string[] {
  const lines = value.split(/\r?\n/).map((line) => line.replace(/^\s*\*?\s*/, "").trimEnd());
  const texts = lines.filter((line) => line !== "").map((line) => ` ${line}`);
  return texts.length === 0 ? [""] : texts;
}
