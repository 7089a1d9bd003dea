import { type RowPlace, rowError } from "./cells.js";

/** Checks that a row has as many cells as the first. @throws RetrogradError E_DATA_FORMAT with file and row */
export function checkWidth(cells: readonly unknown[], width: number, place: RowPlace): void {
  if (cells.length === width) return;
  const isComment = /^\s*(#|%|\/\/)/.test(String(cells[0] ?? ""));
  const hint = isComment ? ": lines of comments are not read, remove them" : spacesHint(cells);
  throw rowError(place, `must have ${width} cells as the first line, got ${cells.length}${hint}`);
}

/** What to say of cells of which some are empty, as where several spaces part them and one was expected. */
function spacesHint(cells: readonly unknown[]): string {
  return cells.length > 2 && cells.every((cell) => !/\s/.test(String(cell))) && cells.includes("")
    ? ". If several spaces or delimiters part two cells, write one in their place"
    : "";
}
