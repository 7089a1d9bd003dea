import { RetrogradError, type Rows } from "@retrograd/core";
import { CsvError, parse } from "csv-parse/sync";

/** What a table of inputs must hold. */
export interface TableShape {
  /** Of the file, for errors. */
  readonly name: string;
  /** Numbers in one input. */
  readonly size: number;
  /** Names of the input columns in training, where they had names. */
  readonly inputNames?: readonly string[];
}

interface Line {
  readonly cells: readonly string[];
  /** From 1. */
  readonly number: number;
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** Reads CSV rows of inputs. A first line with a cell that is no number is a header: its names then choose the columns,
 *  in any order and with others between them. Without a header the columns stand as in training.
 *  @throws RetrogradError E_DATA_FORMAT naming file, line and column */
export function readInputTable(bytes: Uint8Array, shape: TableShape): Rows {
  const { name, size } = shape;
  const [first, ...others] = parseLines(bytes, name);
  if (first === undefined) throw formatError(name, "is empty: give one input a line");
  const isHeader = first.cells.some((cell) => !decimal.test(cell));
  const lines = isHeader ? others : [first, ...others];
  if (lines.length === 0) throw formatError(name, "has a header but no inputs");
  const columns = isHeader ? namedColumns(first, shape) : placedColumns(first, shape);
  const values = new Float64Array(lines.length * size);
  for (const [row, line] of lines.entries()) {
    if (line.cells.length !== first.cells.length) {
      throw formatError(
        `${name}:${line.number}`,
        `must have ${first.cells.length} cells as the first line, got ${line.cells.length}`,
      );
    }
    for (const [i, column] of columns.entries()) {
      const cell = line.cells[column] ?? "";
      values[row * size + i] = numberIn(cell, `${name}:${line.number}`, column);
    }
  }
  return { shape: [size], values };
}

function parseLines(bytes: Uint8Array, name: string): readonly Line[] {
  try {
    const lines: Line[] = [];
    parse(bytes, {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      on_record(cells: readonly string[], { lines: number }) {
        lines.push({ cells, number });
        return null;
      },
    });
    return lines;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw formatError(name, `is no CSV file: ${error.message}`);
  }
}

function namedColumns({ cells, number }: Line, shape: TableShape): readonly number[] {
  const { name, inputNames } = shape;
  if (inputNames === undefined) return placedColumns({ cells, number }, shape);
  return inputNames.map((wanted) => {
    const index = cells.indexOf(wanted);
    if (index >= 0) return index;
    throw formatError(
      `${name}:${number}`,
      `there is no column "${wanted}". The model takes ${inputNames.join(", ")}; the file has ${cells.join(", ")}`,
    );
  });
}

function placedColumns({ cells, number }: Line, { name, size }: TableShape): readonly number[] {
  if (cells.length === size) return [...cells.keys()];
  throw formatError(
    `${name}:${number}`,
    `the model takes ${size} numbers an input, got ${cells.length} cells`,
  );
}

function numberIn(cell: string, place: string, column: number): number {
  const value = decimal.test(cell) ? Number(cell) : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw formatError(place, `column ${column + 1} must be a number, got ${JSON.stringify(cell)}`);
}

function formatError(place: string, message: string): RetrogradError {
  return new RetrogradError("E_DATA_FORMAT", `${place}: ${message}`);
}
