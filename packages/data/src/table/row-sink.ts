import type { LabelKind, RowPlace } from "./cells.js";

/** Receives the rows of a table as numbers: as cells, or written directly into its buffer. */
export interface RowSink {
  /** Numbers in a row. */
  readonly width: number;
  /** The position in the row of each cell; -1 for a cell that is not read. */
  readonly positions: Int32Array;
  /** For each position in the row, whether it has a label number. */
  readonly labelled: readonly boolean[];
  /** @throws RetrogradError E_DATA_FORMAT with file, row and column */
  add(cells: readonly unknown[], row: RowPlace): void;
  /** The number of the label at a position of a row.
   *  @throws RetrogradError E_DATA_FORMAT for a label that is not allowed there */
  numberOf(position: number, label: string, row: RowPlace, kind?: LabelKind): number;
  /** The buffer for the next rows, with space for at least one. */
  buffer(): Float64Array;
  /** Accepts the first `rows` rows that were written into the buffer. */
  advance(rows: number): void;
}
