import { type CST, Lexer, Parser } from "yaml";
import type { LocatedMistake } from "../diagnostics/diagnostic.js";
import type { Source } from "../source/source.js";
import { maxAliases, maxDepth, maxLexemes } from "./limits.js";

/** Tokens of the first document of a text. No tokens: the text exceeds a limit, and must not be composed. */
export interface ScannedTokens {
  readonly tokens?: readonly CST.Token[];
  readonly mistakes: readonly LocatedMistake[];
}

// lexemes that the pre-scan counts, by their first character
const tooMany = {
  "&": { code: "RG1009", message: `a file can have at most ${maxAliases} anchors` },
  "*": { code: "RG1009", message: `a file can have at most ${maxAliases} aliases` },
  "!": { code: "RG1011", message: "tags are not supported; write the value itself, in quotes if it is text" },
} as const;

/** The pre-scan: splits a text into YAML tokens without recursion, and stops at the first limit that is exceeded.
 *  `start` is the offset of the YAML in the source. */
export function scanTokens(source: Source, start: number): ScannedTokens {
  const tokens: CST.Token[] = [];
  const mistakes: LocatedMistake[] = [];
  const report = (code: LocatedMistake["code"], offset: number, length: number, message: string) => {
    const span = { source, start: start + offset, end: start + offset + length };
    mistakes.push({ span, code, path: [], message });
  };
  const counts = { "&": 0, "*": 0, "!": 0 };
  const parser = new Parser();
  let documents = 0;
  let lexemes = 0;

  /** Whether to continue reading. */
  const take = (token: CST.Token): boolean => {
    if (token.type === "directive" && !/^%YAML\s+1\.2\s*$/.test(token.source)) {
      report(
        "RG1012",
        token.offset,
        token.source.length,
        `directives are not supported, got ${token.source}`,
      );
    }
    if (token.type === "document" && ++documents > 1) {
      if (token.value === undefined) return true;
      report("RG1008", token.offset, 3, "a file holds one document, and a second one starts here");
      return false;
    }
    tokens.push(token);
    return true;
  };

  const exceedsLimit = (lexeme: string): boolean => {
    const sign = lexeme[0];
    if ((sign === "&" || sign === "*" || sign === "!") && ++counts[sign] > maxAliases) {
      const { code, message } = tooMany[sign];
      report(code, parser.offset - lexeme.length, lexeme.length, message);
      return true;
    }
    // the stack holds the document, then one token for each open list or mapping
    if (parser.stack.length > maxDepth + 1) {
      const open = parser.stack[maxDepth + 1];
      if (open?.type === "block-map" || open?.type === "block-seq" || open?.type === "flow-collection") {
        report("RG1004", open.offset, 1, `lists and mappings can be nested at most ${maxDepth} deep`);
        return true;
      }
    }
    return false;
  };

  for (const lexeme of new Lexer().lex(source.text.slice(start))) {
    for (const token of parser.next(lexeme)) if (!take(token)) return { tokens, mistakes };
    if (exceedsLimit(lexeme)) return { mistakes };
    if (++lexemes > maxLexemes) {
      const message = `a file can have at most ${maxLexemes} words, signs and spaces`;
      report("RG1001", parser.offset - lexeme.length, lexeme.length, message);
      return { mistakes };
    }
  }
  for (const token of parser.end()) if (!take(token)) break;
  return { tokens, mistakes };
}
