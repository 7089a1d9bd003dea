import type { Rows } from "@retrograd/core";
import { formatError } from "../format-error.js";
import { isNumber, textCells } from "../table/cells.js";
import { checkWidth } from "../table/check-width.js";
import { chooseColumns } from "../table/choose-columns.js";
import { type InputColumn, readInputCells } from "../table/input-columns.js";
import { plainText } from "../table/plain-text.js";
import { type NewInputsOptions, type TrainedColumn, trainedColumns } from "../table/trained-columns.js";
import type { CsvOptions } from "./options.js";
import { parseLines } from "./parse-lines.js";

/** What new inputs are read for; `trained`: how the table of the training was read, where it was one. */
export type CsvInputsOptions = NewInputsOptions<
  Pick<CsvOptions, "target" | "columns" | "categories"> & Partial<CsvOptions>
>;

/** Reads a table of inputs without targets, or with them: those of the training are passed over. x: [size]
 *  The first line is a header where none of its cells is a number, or where it holds every input name; the names of the
 *  training then choose the columns. Without a header the columns stand as in training, with its targets or without.
 *  @throws RetrogradError E_DATA_FORMAT with file, line and column */
export function readCsvInputs(bytes: Uint8Array, name: string, options: CsvInputsOptions): Rows {
  const { size, trained } = options;
  const wanted = trainedColumns(options);
  const values: number[] = [];
  let found: { readonly columns: readonly InputColumn[]; readonly width: number } | undefined;
  parseLines(plainText(bytes, name, "csv"), { name, delimiter: trained?.delimiter ?? "," }, (cells, line) => {
    if (found === undefined) {
      const header = isHeader(cells, wanted, options);
      found = columnsOf(cells, `${name}:${line}`, { header, wanted, options });
      if (header) return;
    }
    const place = { file: name, unit: "line", number: line } as const;
    checkWidth(cells, found.width, place);
    readInputCells(cells, found.columns, { reader: textCells, place, out: values, at: values.length });
  });
  if (found === undefined) throw formatError(name, "is empty: give one input a line");
  if (values.length === 0) throw formatError(name, "has a header but no inputs");
  return { shape: [size], values: Float64Array.from(values) };
}

function isHeader(
  cells: readonly string[],
  wanted: readonly TrainedColumn[],
  { inputNames = [], trained }: CsvInputsOptions,
): boolean {
  const written = cells.map((cell) => cell.trim());
  // categories beneath no names look like names
  if (trained?.header === false && (trained.categories ?? []).length > 0) return false;
  // a line with an empty cell is a header only where its names can be compared with those of the training
  if (inputNames.length === 0) return written.every((cell) => cell !== "" && !isNumber(cell));
  return !written.some(isNumber) || wanted.every(({ name }) => written.includes(name));
}

function columnsOf(
  first: readonly string[],
  place: string,
  {
    header,
    wanted,
    options,
  }: {
    readonly header: boolean;
    readonly wanted: readonly TrainedColumn[];
    readonly options: CsvInputsOptions;
  },
): { readonly columns: readonly InputColumn[]; readonly width: number } {
  const { size, inputNames, trained } = options;
  if (header && inputNames !== undefined) {
    const names = wanted.map(({ name }) => name);
    const { inputs, width } = chooseColumns(first, place, { columns: names, target: [] });
    return { columns: wanted.map((column, at) => ({ ...column, index: inputs[at].index })), width };
  }
  if (first.length === wanted.length) {
    return { columns: wanted.map((column, index) => ({ ...column, index })), width: first.length };
  }
  if (trained?.header === false) {
    const { inputs, width } = chooseColumns(first, place, { ...trained, header: false });
    if (inputs.length === wanted.length) {
      return { columns: wanted.map((column, at) => ({ ...column, index: inputs[at].index })), width };
    }
  }
  const takes =
    wanted.length === size
      ? `${size} ${size === 1 ? "number" : "numbers"} an input`
      : `${wanted.length} columns an input`;
  throw formatError(
    place,
    `the model takes ${takes}, got ${first.length} ${first.length === 1 ? "cell" : "cells"}`,
  );
}
