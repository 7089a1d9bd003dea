import type { Rows } from "@retrograd/core";
import type { InputFile } from "@retrograd/plugin";
import { formatError } from "../format-error.js";
import { piecesOf } from "../new-inputs/input-file.js";
import { textCells } from "../table/cells.js";
import { chooseColumns } from "../table/choose-columns.js";
import type { InputColumn } from "../table/input-columns.js";
import { type InputRows, inputRows } from "../table/input-rows.js";
import { type TableInputs, type TrainedColumn, trainedColumns } from "../table/trained-columns.js";
import { csvRows } from "./csv-rows.js";
import { findHeader } from "./is-header.js";
import { lastLineEnd } from "./line-ends.js";
import { tooLong } from "./parse-lines.js";
import { wholeLines } from "./whole-lines.js";

/** Reads the inputs in a CSV file piece by piece. Other columns, such as targets, are skipped. x: [size]
 *  If the first line is a header (see `findHeader`), the names of the training choose the columns. Without a header, the columns
 *  must be in the order of the training, with or without its targets.
 *  @throws RetrogradError E_DATA_FORMAT with file, line and column */
export async function* csvInputs(file: InputFile, options: TableInputs): AsyncGenerator<Rows> {
  const { path } = file;
  const { trained, inputNames } = options;
  const trainedOn = trainedColumns(options);
  let inputs: InputRows | undefined;
  const rows = csvRows(path, trained?.delimiter ?? ",", (first, line) => {
    const place = `${path}:${line}`;
    const { header, cells, notice } = findHeader(first, {
      names: inputNames && trainedOn.map(({ name }) => name),
      header: options.header,
      // without a header, categories in the first line look like names
      wordsAreCells: trained?.header === false && (trained.categories ?? []).length > 0,
      place,
    });
    if (notice !== undefined) options.notice?.(notice);
    const { columns, width } = columnsOf(cells, place, { header, trainedOn, options });
    inputs = inputRows({ columns, cells: width, reader: textCells });
    return { sink: inputs.sink, cells: width, header };
  });
  const pieces = piecesOf(file, options);
  const cutting = {
    path,
    readBy: "csv" as const,
    lastEnd: lastLineEnd,
    linesRead: () => rows.lines,
    tooLong,
  };
  for await (const lines of wholeLines(pieces, cutting)) {
    rows.read(lines);
    yield* inputs?.take() ?? [];
  }
  if (inputs === undefined) throw formatError(path, "is empty: give one input a line");
  if (rows.rows === 0) throw formatError(path, "has a header but no inputs");
}

function columnsOf(
  first: readonly string[],
  place: string,
  {
    header,
    trainedOn,
    options,
  }: {
    readonly header: boolean;
    readonly trainedOn: readonly TrainedColumn[];
    readonly options: TableInputs;
  },
): { readonly columns: readonly InputColumn[]; readonly width: number } {
  const { size, inputNames, trained } = options;
  if (header && inputNames !== undefined) {
    const names = trainedOn.map(({ name }) => name);
    const { inputs, width } = chooseColumns(first, place, { columns: names, target: [] });
    return {
      columns: trainedOn.map((column, position) => ({ ...column, index: inputs[position].index })),
      width,
    };
  }
  if (first.length === trainedOn.length) {
    return { columns: trainedOn.map((column, index) => ({ ...column, index })), width: first.length };
  }
  if (trained?.header === false) {
    const { inputs, width } = chooseColumns(first, place, { ...trained, header: false });
    if (inputs.length === trainedOn.length) {
      return {
        columns: trainedOn.map((column, position) => ({ ...column, index: inputs[position].index })),
        width,
      };
    }
  }
  const takes =
    trainedOn.length === size
      ? `${size} ${size === 1 ? "number" : "numbers"} an input`
      : `${trainedOn.length} columns an input`;
  throw formatError(
    place,
    `the model takes ${takes}, got ${first.length} ${first.length === 1 ? "cell" : "cells"}`,
  );
}
