import type { Rows } from "@retrograd/core";
import { formatError } from "../format-error.js";
import { type RowPlace, typedCells } from "./cells.js";
import { readInputCells } from "./input-columns.js";
import { type NewInputsOptions, trainedColumns } from "./trained-columns.js";

/** Takes the rows of a table whose columns have names, and makes the inputs of a model of them. x: [size] */
export interface InputCollector {
  /** Names of the columns that are asked for, in the order in which `add` takes their cells. */
  readonly names: readonly string[];
  /** @throws RetrogradError E_DATA_FORMAT with file, row and column */
  add(cells: readonly unknown[], place: RowPlace): void;
  /** @throws RetrogradError E_DATA_FORMAT where no row came */
  finish(): Rows;
}

/** A collector of the inputs in one table of cells that have types.
 *  @throws RetrogradError E_DATA_FORMAT where the columns of the training had no names */
export function collectInputs(file: string, options: NewInputsOptions): InputCollector {
  if (options.inputNames === undefined) {
    throw formatError(file, "has columns by name, but those of the training had none: give inputs as CSV");
  }
  const columns = trainedColumns(options).map((column, index) => ({ ...column, index }));
  const values: number[] = [];
  return {
    names: columns.map(({ name }) => name),
    add(cells, place) {
      readInputCells(cells, columns, { reader: typedCells, place, out: values, at: values.length });
    },
    finish() {
      if (values.length === 0) throw formatError(file, "holds no inputs");
      return { shape: [options.size], values: Float64Array.from(values) };
    },
  };
}
