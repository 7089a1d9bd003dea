import type { Path } from "@retrograd/plugin";
import type { Span } from "./source.js";
import { locate, type SourceNode } from "./source-tree.js";

/** Where something stands in a text: lines and columns from 1, columns in UTF-16 units; the end is the first column after
 *  it. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The place of a span in its own text. */
export function placeOfSpan({ source, start, end }: Span): TextPlace {
  const [from, to] = [source.position(start), source.position(Math.max(start, end))];
  return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}

/** The place in the experiment file itself of what a path leads to. Where an override or a file that it extends has put it
 *  there, the nearest thing around it that stands in the file; the file's beginning where nothing does. */
export function placeInFile(root: SourceNode, path: Path): TextPlace {
  for (let length = path.length; length > 0; length--) {
    const span = locate(root, path.slice(0, length), "value");
    if (span?.source.kind === "file") return placeOfSpan(span);
  }
  return { line: 1, column: 1, endLine: 1, endColumn: 1 };
}
