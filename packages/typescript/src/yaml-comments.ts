import { Lexer } from "yaml";
import type { Comment } from "./comment.js";

// lexemes without text: the start of a document, the end of a flow collection, a scalar that follows
const marks = { document: "\u0002", flowEnd: "\u0018", scalar: "\u001f" } as const;

/** The comments of a YAML text, in order. */
export function yamlComments(text: string): readonly Comment[] {
  const comments: Comment[] = [];
  let offset = 0;
  let before = "";
  for (const lexeme of new Lexer().lex(text)) {
    const isMark = lexeme === marks.document || lexeme === marks.flowEnd || lexeme === marks.scalar;
    // a scalar may start with "#" as well
    if (lexeme.startsWith("#") && before !== marks.scalar) {
      const end = offset + lexeme.length;
      comments.push({ start: offset, end, lines: [lexeme.slice(1).trimEnd()] });
    }
    if (!isMark) offset += lexeme.length;
    before = lexeme;
  }
  return comments;
}
