import { stripVTControlCharacters } from "node:util";
import { eastAsianWidth } from "get-east-asian-width";
import type { Colours } from "./colour.js";
import { oneLine } from "./printable.js";

/** A column of a table: its heading and its alignment. */
export interface TableColumn {
  readonly heading: string;
  readonly align?: "left" | "right";
}

const gap = "   ";

/** A table without lines, as wide as its cells, with dimmed headings. Each cell is on one line, with invisible characters
 *  escaped. */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  colours: Colours,
): string {
  const lines = [
    columns.map(({ heading }) => colours.dim(oneLine(heading, false))),
    ...rows.map((row) => row.map((cell) => oneLine(cell, true))),
  ];
  const widths = columns.map((_, column) =>
    lines.reduce((widest, line) => Math.max(widest, widthOf(line[column] ?? "")), 0),
  );
  const cellOf = (cell: string, column: number) => {
    const padding = " ".repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell)));
    return columns[column]?.align === "right" ? padding + cell : cell + padding;
  };
  return lines.map((line) => line.map(cellOf).join(gap).trimEnd()).join("\n");
}

/** The number of terminal columns of a text: colours and combining marks have none, wide characters two. */
function widthOf(text: string): number {
  // almost every cell is plain, and a table may have thousands of rows
  if (/^[ -~]*$/.test(text)) return text.length;
  return [...stripVTControlCharacters(text).replace(/\p{M}/gu, "")].reduce(
    (width, letter) => width + eastAsianWidth(letter.codePointAt(0) ?? 0),
    0,
  );
}
