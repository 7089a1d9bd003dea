import type { Rows } from "@retrograd/core";
import { type CellReader, cellError, type RowPlace, shortened } from "./cells.js";
import { hintOf, type InputColumn } from "./input-columns.js";
import type { RowSink } from "./row-sink.js";

/** Converts the rows of a table to inputs of a model. */
export interface InputRows {
  readonly sink: RowSink;
  /** The inputs of the rows since the last call. x: [size] */
  take(): readonly Rows[];
}

/** Options of `inputRows`. */
export interface InputRowsOptions {
  /** The columns that the model takes, in its order. */
  readonly columns: readonly InputColumn[];
  /** Number of cells in a row. */
  readonly cells: number;
  readonly reader: CellReader;
}

// numbers in a block
const blockLength = 2 ** 16;

/** Creates a converter of rows to inputs: numbers unchanged, categories one-hot. */
export function inputRows({ columns, cells: count, reader }: InputRowsOptions): InputRows {
  const width = columns.length;
  const size = columns.reduce((sum, { categories }) => sum + (categories?.length ?? 1), 0);
  const rowsInBlock = Math.max(1, Math.floor(blockLength / width));
  const positions = new Int32Array(count).fill(-1);
  for (const [position, { index }] of columns.entries()) positions[index] = position;
  let full: Float64Array[] = [];
  let block = new Float64Array(rowsInBlock * width);
  let waiting = 0;

  const buffer = () => block.subarray(waiting * width);
  const advance = (rows: number) => {
    waiting += rows;
    if (waiting < rowsInBlock) return;
    full.push(block);
    block = new Float64Array(rowsInBlock * width);
    waiting = 0;
  };
  const numberOf = (position: number, label: string, row: RowPlace): number => {
    const { name, categories = [] } = columns[position];
    const category = categories.indexOf(label);
    if (category >= 0) return category;
    throw cellError(
      row,
      name,
      `must be one of the ${categories.length} categories of the training, got ${shortened(label)}${hintOf(label, categories)}`,
    );
  };

  return {
    sink: {
      width,
      positions,
      labelled: columns.map(({ categories }) => categories !== undefined),
      numberOf,
      buffer,
      advance,
      add(cells, row) {
        const out = buffer();
        for (const [position, { index, name, categories }] of columns.entries()) {
          out[position] =
            categories === undefined
              ? reader.number(cells[index], row, name)
              : numberOf(position, reader.label(cells[index], row, name), row);
        }
        advance(1);
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

/** The inputs of rows: numbers unchanged, categories one-hot. */
function spread(rows: Float64Array, columns: readonly InputColumn[], size: number): Float64Array {
  if (columns.every(({ categories }) => categories === undefined)) return rows;
  const out = new Float64Array((rows.length / columns.length) * size);
  let offset = 0;
  for (let start = 0; start < rows.length; start += columns.length) {
    for (const [column, { categories }] of columns.entries()) {
      const value = rows[start + column];
      if (categories === undefined) out[offset++] = value;
      else {
        out[offset + value] = 1;
        offset += categories.length;
      }
    }
  }
  return out;
}
