import { tokTypes } from "acorn";
import type { Token } from "./javascript-tokens.js";

// the search for the end of a type stops here
const maxTypeTokens = 500;

/** Replaces the types that an experiment may contain with spaces: `as const`, `satisfies Name<...>`, `import type`. Every other
 *  character keeps its offset. */
export function withoutTypes(text: string, tokens: readonly Token[]): string {
  const parts: string[] = [];
  let copied = 0;
  for (let index = 0; index < tokens.length; index++) {
    const count = typeTokens(tokens, index);
    const first = tokens[index];
    const last = tokens[index + count - 1];
    if (count === 0 || first === undefined || last === undefined) continue;
    parts.push(text.slice(copied, first.start), text.slice(first.start, last.end).replace(/[^\r\n]/g, " "));
    copied = last.end;
    index += count - 1;
  }
  return parts.join("") + text.slice(copied);
}

/** The number of tokens at `index` that are a type, or 0. */
function typeTokens(tokens: readonly Token[], index: number): number {
  const [before, token, next] = [tokens[index - 1], tokens[index], tokens[index + 1]];
  if (isName(token, "as") && next?.type === tokTypes._const) return 2;
  if (isName(token, "satisfies") && isName(next) && endsValue(before))
    return 1 + typeLength(tokens, index + 1);
  if (isName(token, "type") && before?.type === tokTypes._import && !isName(next, "from")) return 1;
  return 0;
}

/** The number of tokens in `Name.Name<...>`. */
function typeLength(tokens: readonly Token[], start: number): number {
  let index = start + 1;
  while (tokens[index]?.type === tokTypes.dot && isName(tokens[index + 1])) index += 2;
  if (angles(tokens[index]) <= 0) return index - start;
  let depth = 0;
  for (; index < Math.min(tokens.length, start + maxTypeTokens); index++) {
    depth += angles(tokens[index]);
    if (depth <= 0) return index + 1 - start;
  }
  return 1;
}

/** The number of angle brackets that a token opens, negative for those that it closes. */
function angles(token: Token | undefined): number {
  if (token?.type !== tokTypes.relational && token?.type !== tokTypes.bitShift) return 0;
  if (/^<+$/.test(token.text)) return token.text.length;
  return /^>+$/.test(token.text) ? -token.text.length : 0;
}

function endsValue(token: Token | undefined): boolean {
  const { braceR, bracketR, parenR, string, num, backQuote } = tokTypes;
  return [braceR, bracketR, parenR, string, num, backQuote].some((type) => type === token?.type);
}

function isName(token: Token | undefined, value?: string): boolean {
  return token?.type === tokTypes.name && (value === undefined || token.text === value);
}
