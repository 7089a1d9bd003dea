import { type RowPlace, rowError } from "./cells.js";

/** Checks that a row has as many cells as the first. @throws RetrogradError E_DATA_FORMAT with file and row */
export function checkWidth(cells: readonly unknown[], width: number, place: RowPlace): void {
  if (cells.length === width) return;
  throw rowError(place, `must have ${width} cells as the first line, got ${cells.length}`);
}
