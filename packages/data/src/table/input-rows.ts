import type { Rows } from "@retrograd/core";
import { type CellReader, cellError, type RowPlace, shortened } from "./cells.js";
import { hintOf, type InputColumn } from "./input-columns.js";
import type { RowSink } from "./row-sink.js";

/** Makes inputs of a model of the rows of a table. */
export interface InputRows {
  readonly sink: RowSink;
  /** The inputs of the rows that came since the last call. x: [size] */
  take(): readonly Rows[];
}

/** How rows become inputs. */
export interface InputRowsOptions {
  /** The columns that the model takes, in its order. */
  readonly columns: readonly InputColumn[];
  /** Cells in a row. */
  readonly cells: number;
  readonly reader: CellReader;
}

// numbers that are gathered before they are handed on
const buffered = 2 ** 16;

/** Gathers the rows of a table as the inputs of a model: numbers, and a one among zeros for a category. */
export function inputRows({ columns, cells: count, reader }: InputRowsOptions): InputRows {
  const width = columns.length;
  const size = columns.reduce((sum, { categories }) => sum + (categories?.length ?? 1), 0);
  const rowsInBlock = Math.max(1, Math.floor(buffered / width));
  const places = new Int32Array(count).fill(-1);
  for (const [at, { index }] of columns.entries()) places[index] = at;
  let full: Float64Array[] = [];
  let block = new Float64Array(rowsInBlock * width);
  let waiting = 0;

  const room = () => block.subarray(waiting * width);
  const took = (rows: number) => {
    waiting += rows;
    if (waiting < rowsInBlock) return;
    full.push(block);
    block = new Float64Array(rowsInBlock * width);
    waiting = 0;
  };
  const numberOf = (at: number, label: string, row: RowPlace): number => {
    const { name, categories = [] } = columns[at];
    const known = categories.indexOf(label);
    if (known >= 0) return known;
    throw cellError(
      row,
      name,
      `must be one of the ${categories.length} categories of the training, got ${shortened(label)}${hintOf(label, categories)}`,
    );
  };

  return {
    sink: {
      width,
      places,
      labelled: columns.map(({ categories }) => categories !== undefined),
      numberOf,
      room,
      took,
      add(cells, row) {
        const out = room();
        for (const [at, { index, name, categories }] of columns.entries()) {
          out[at] =
            categories === undefined
              ? reader.number(cells[index], row, name)
              : numberOf(at, reader.label(cells[index], row, name), row);
        }
        took(1);
      },
    },
    take() {
      const blocks = waiting === 0 ? full : [...full, block.slice(0, waiting * width)];
      full = [];
      waiting = 0;
      return blocks.map((values) => ({ shape: [size], values: spread(values, columns, size) }));
    },
  };
}

/** The inputs of rows: numbers as they are, and a one among zeros for a category. */
function spread(rows: Float64Array, columns: readonly InputColumn[], size: number): Float64Array {
  if (columns.every(({ categories }) => categories === undefined)) return rows;
  const out = new Float64Array((rows.length / columns.length) * size);
  let at = 0;
  for (let begin = 0; begin < rows.length; begin += columns.length) {
    for (const [column, { categories }] of columns.entries()) {
      const value = rows[begin + column];
      if (categories === undefined) out[at++] = value;
      else {
        out[at + value] = 1;
        at += categories.length;
      }
    }
  }
  return out;
}
