import { type TokenType, tokenizer, tokTypes } from "acorn";

/** The options for acorn, the same for every text. */
export const dialect = { ecmaVersion: "latest", sourceType: "module" } as const;

/** A token of JavaScript: a word, an operator, a number, a string. */
export interface Token {
  readonly type: TokenType;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const { braceL, braceR, bracketL, bracketR, dollarBraceL, parenL, parenR } = tokTypes;
const opening: readonly TokenType[] = [braceL, bracketL, dollarBraceL, parenL];
const closing: readonly TokenType[] = [braceR, bracketR, parenR];

/** The tokens of a text, up to the first bracket nested deeper than `maxDepth`, since the time to parse them grows with the
 *  square of the depth. `tooDeep` is the offset of that bracket.
 *  @throws SyntaxError from acorn, with its offset, when the text is not a sequence of tokens */
export function javaScriptTokens(
  text: string,
  maxDepth: number,
): { readonly tokens: readonly Token[]; readonly tooDeep?: number } {
  const tokens: Token[] = [];
  let depth = 0;
  for (const { type, start, end } of tokenizer(text, dialect)) {
    tokens.push({ type, start, end, text: text.slice(start, end) });
    if (closing.includes(type)) depth--;
    if (opening.includes(type) && ++depth > maxDepth) return { tokens, tooDeep: start };
  }
  return { tokens };
}
