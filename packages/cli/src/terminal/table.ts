import { stripVTControlCharacters } from "node:util";
import { eastAsianWidth } from "get-east-asian-width";
import type { Colours } from "./colour.js";
import { oneLine } from "./printable.js";

/** A column of a table: its heading, and the side on which its cells stand. */
export interface TableColumn {
  readonly heading: string;
  readonly align?: "left" | "right";
}

const gap = "   ";

/** A table without lines, as wide as its cells need, headings dimmed; what a cell holds is on one line and shows. */
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

/** Columns of a terminal that a text takes: colours and marks on letters none, wide letters two. */
function widthOf(text: string): number {
  // almost every cell is plain, and a table may have thousands of rows
  if (/^[ -~]*$/.test(text)) return text.length;
  return [...stripVTControlCharacters(text).replace(/\p{M}/gu, "")].reduce(
    (width, letter) => width + eastAsianWidth(letter.codePointAt(0) ?? 0),
    0,
  );
}
