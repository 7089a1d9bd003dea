import type { Path } from "@retrograd/plugin";
import type { Span } from "./source.js";
import { locate, type SourceNode } from "./source-tree.js";

/** A range of a text. Lines and columns count from 1, columns in UTF-16 units. `endColumn` is exclusive. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The place of a span in its source text. */
export function placeOfSpan({ source, start, end }: Span): TextPlace {
  const [from, to] = [source.position(start), source.position(Math.max(start, end))];
  return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}

/** The place in the experiment file of the value at a path. If the value comes from an override or from a file that is
 *  extended: the nearest enclosing value that is in the file, or else the start of the file. */
export function placeInFile(root: SourceNode, path: Path): TextPlace {
  for (let length = path.length; length > 0; length--) {
    const span = locate(root, path.slice(0, length), "value");
    if (span?.source.kind === "file") return placeOfSpan(span);
  }
  return { line: 1, column: 1, endLine: 1, endColumn: 1 };
}
