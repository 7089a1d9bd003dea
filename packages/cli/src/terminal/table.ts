import Table from "cli-table3";
import type { Colours } from "./colour.js";

/** A column of a table: its heading, and the side on which its cells stand. */
export interface TableColumn {
  readonly heading: string;
  readonly align?: "left" | "right";
}

const borders = ["top", "bottom", "left", "right", "mid"].flatMap((side) => [
  side,
  `${side}-mid`,
  `${side}-left`,
  `${side}-right`,
]);
const noBorders = Object.fromEntries([...borders, "middle"].map((name) => [name, ""]));

/** A table without lines, as wide as its cells need, headings dimmed. */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  colours: Colours,
): string {
  const table = new Table({
    head: columns.map(({ heading }) => colours.dim(heading)),
    colAligns: columns.map(({ align = "left" }) => align),
    chars: noBorders,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 3 },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}
