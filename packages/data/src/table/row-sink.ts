import type { LabelKind, RowPlace } from "./cells.js";

/** Takes the rows of a table one after the other as numbers: cell by cell, or written straight into its room. */
export interface RowSink {
  /** Numbers in a row. */
  readonly width: number;
  /** For each cell of a row its place among those numbers, or -1 for a cell that is not read. */
  readonly places: Int32Array;
  /** For each place whether a label stands there, by its number. */
  readonly labelled: readonly boolean[];
  /** @throws RetrogradError E_DATA_FORMAT with file, row and column */
  add(cells: readonly unknown[], row: RowPlace): void;
  /** The number of the label in one place of a row.
   *  @throws RetrogradError E_DATA_FORMAT for a label that is not allowed there */
  numberOf(at: number, label: string, row: RowPlace, kind?: LabelKind): number;
  /** Room for the next rows, one at least. */
  room(): Float64Array;
  /** Says that so many rows have been written into the room. */
  took(rows: number): void;
}
