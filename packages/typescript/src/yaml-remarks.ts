import { Lexer } from "yaml";
import type { Remark } from "./remark.js";

// lexemes that stand for no character of the text: the begin of a document, the end of a flow, a scalar that follows
const marks = { document: "\u0002", flowEnd: "\u0018", scalar: "\u001f" } as const;

/** The comments of a YAML text, in order. */
export function yamlRemarks(text: string): readonly Remark[] {
  const remarks: Remark[] = [];
  let offset = 0;
  let before = "";
  for (const lexeme of new Lexer().lex(text)) {
    const isMark = lexeme === marks.document || lexeme === marks.flowEnd || lexeme === marks.scalar;
    // after its mark a text may begin with the sign too
    if (lexeme.startsWith("#") && before !== marks.scalar) {
      const end = offset + lexeme.length;
      remarks.push({ start: offset, end, lines: [lexeme.slice(1).trimEnd()] });
    }
    if (!isMark) offset += lexeme.length;
    before = lexeme;
  }
  return remarks;
}
