import { type TokenType, tokenizer, tokTypes } from "acorn";

/** How all JavaScript is read here. */
export const dialect = { ecmaVersion: "latest", sourceType: "module" } as const;

/** A word, sign, number or text of JavaScript. */
export interface Token {
  readonly type: TokenType;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const { braceL, braceR, bracketL, bracketR, dollarBraceL, parenL, parenR } = tokTypes;
const opening: readonly TokenType[] = [braceL, bracketL, dollarBraceL, parenL];
const closing: readonly TokenType[] = [braceR, bracketR, parenR];

/** The tokens of a text, up to where brackets stand `deepest` deep: the time of those who read on grows with its square.
 *  @throws SyntaxError of acorn, with its place, where a text is no sequence of tokens */
export function javaScriptTokens(
  text: string,
  deepest: number,
): { readonly tokens: readonly Token[]; readonly tooDeep?: number } {
  const tokens: Token[] = [];
  let depth = 0;
  for (const { type, start, end } of tokenizer(text, dialect)) {
    tokens.push({ type, start, end, text: text.slice(start, end) });
    if (closing.includes(type)) depth--;
    if (opening.includes(type) && ++depth > deepest) return { tokens, tooDeep: start };
  }
  return { tokens };
}
