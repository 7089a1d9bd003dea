import type { Rows } from "@retrograd/core";
import { formatError } from "../format-error.js";
import { isNumber, numberIn } from "./cells.js";
import { checkWidth } from "./check-width.js";
import { type Columns, chooseColumns } from "./choose-columns.js";
import type { CsvOptions } from "./options.js";
import { parseLines } from "./parse-lines.js";

/** What new inputs are read for. */
export interface CsvInputsOptions {
  /** Numbers in one input. */
  readonly size: number;
  /** Names of the input columns in training, where they had names. */
  readonly inputNames?: readonly string[];
  /** How the table of the training was read, where it was one. */
  readonly trained?: CsvOptions;
}

/** Reads a table of inputs without targets, or with them: those of the training are passed over. x: [size]
 *  The first line is a header where none of its cells is a number, or where it holds every input name; the names of the
 *  training then choose the columns. Without a header the columns stand as in training, with its targets or without.
 *  @throws RetrogradError E_DATA_FORMAT with file, line and column */
export function readCsvInputs(bytes: Uint8Array, name: string, options: CsvInputsOptions): Rows {
  const { size, trained } = options;
  const values: number[] = [];
  let columns: Columns | undefined;
  let inputs = 0;
  parseLines(bytes, { name, delimiter: trained?.delimiter ?? "," }, (cells, line) => {
    if (columns === undefined) {
      const header = isHeader(cells, options);
      columns = columnsOf(cells, `${name}:${line}`, header, options);
      if (header) return;
    }
    checkWidth(cells, columns.width, { name, line });
    for (const column of columns.inputs) {
      values.push(numberIn(cells[column.index], { file: name, line, column }));
    }
    inputs++;
  });
  if (columns === undefined) throw formatError(name, "is empty: give one input a line");
  if (inputs === 0) throw formatError(name, "has a header but no inputs");
  return { shape: [size], values: Float64Array.from(values) };
}

function isHeader(cells: readonly string[], { inputNames = [] }: CsvInputsOptions): boolean {
  const written = cells.map((cell) => cell.trim());
  // a line with an empty cell is a header only where its names can be compared with those of the training
  if (inputNames.length === 0) return written.every((cell) => cell !== "" && !isNumber(cell));
  return !written.some(isNumber) || inputNames.every((name) => written.includes(name));
}

function columnsOf(
  first: readonly string[],
  place: string,
  header: boolean,
  { size, inputNames, trained }: CsvInputsOptions,
): Columns {
  if (header && inputNames !== undefined) {
    return chooseColumns(first, place, { header, columns: inputNames, target: [] });
  }
  if (first.length === size) {
    const inputs = first.map((_, index) => ({ index, name: inputNames?.[index] ?? String(index) }));
    return { inputs, targets: [], width: size };
  }
  if (trained?.header === false) {
    const columns = chooseColumns(first, place, trained);
    if (columns.inputs.length === size) return columns;
  }
  throw formatError(
    place,
    `the model takes ${size} ${size === 1 ? "number" : "numbers"} an input, got ${first.length} ${first.length === 1 ? "cell" : "cells"}`,
  );
}
