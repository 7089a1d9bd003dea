import { type RowPlace, rowError } from "./cells.js";

/** Checks that a row has as many cells as the first. @throws RetrogradError E_DATA_FORMAT with file and row */
export function checkWidth(cells: readonly unknown[], width: number, place: RowPlace): void {
  if (cells.length === width) return;
  const isComment = /^\s*(#|%|\/\/)/.test(String(cells[0] ?? ""));
  const hint = isComment ? ": comments are not supported, remove them" : spacesHint(cells);
  throw rowError(place, `must have ${width} cells like the first line, got ${cells.length}${hint}`);
}

/** A hint for empty cells, which several spaces between cells can cause. */
function spacesHint(cells: readonly unknown[]): string {
  return cells.length > 2 && cells.every((cell) => !/\s/.test(String(cell))) && cells.includes("")
    ? ". If cells are separated by several spaces or delimiters, replace them by one"
    : "";
}
