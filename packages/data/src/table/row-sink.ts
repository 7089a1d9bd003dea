import type { LabelKind, RowPlace } from "./cells.js";

/** Receives the rows of a table, which it keeps as numbers: `add` converts the cells of a row; a fast reader writes numbers into
 *  the buffer itself. */
export interface RowSink {
  /** Numbers in a row. */
  readonly width: number;
  /** For each cell of the table's row, the position of its number; -1 for a cell that is not read. */
  readonly positions: Int32Array;
  /** For each position, whether its number stands for a label. */
  readonly labelled: readonly boolean[];
  /** @throws RetrogradError E_DATA_FORMAT with file, row and column */
  add(cells: readonly unknown[], row: RowPlace): void;
  /** The number that stands for a label, at a position of a row.
   *  @throws RetrogradError E_DATA_FORMAT for a label that is not allowed there */
  numberOf(position: number, label: string, row: RowPlace, kind?: LabelKind): number;
  /** The buffer for the next rows, with space for at least one. */
  buffer(): Float64Array;
  /** Accepts the first `rows` rows that were written into the buffer. */
  advance(rows: number): void;
}
