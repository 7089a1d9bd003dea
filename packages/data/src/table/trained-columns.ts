import { formatError } from "../format-error.js";
import { columnsOfNames, type InputColumn } from "./input-columns.js";
import type { TableOptions } from "./options.js";

/** What new inputs are read for. */
export interface NewInputsOptions<Options extends TableOptions = TableOptions> {
  /** Numbers in one input. */
  readonly size: number;
  /** Names of the inputs in training, where they had names. */
  readonly inputNames?: readonly string[];
  /** How the table of the training was read, where it was one. */
  readonly trained?: Options;
  /** Whether the first line of a table of text names its columns, where the user says it. */
  readonly header?: boolean;
  /** Takes what the user should know of how the file is read. */
  remark?(text: string): void;
  /** Called with the place in the file up to which it has been read, in bytes. */
  reached?(place: number): void;
}

/** A column that the model of a training takes. */
export type TrainedColumn = Omit<InputColumn, "index">;

/** The columns that a model takes, in its order: by their names in training, or by their places where there were none. */
export function trainedColumns({ size, inputNames, trained }: NewInputsOptions): readonly TrainedColumn[] {
  if (inputNames === undefined) return Array.from({ length: size }, (_, place) => ({ name: String(place) }));
  return columnsOfNames(inputNames, (trained?.categories ?? []).map(String));
}

/** The columns that a model takes from a table whose columns have names, in the order in which its cells are handed on.
 *  @throws RetrogradError E_DATA_FORMAT where the columns of the training had no names */
export function namedColumns(file: string, options: NewInputsOptions): readonly InputColumn[] {
  if (options.inputNames === undefined) {
    throw formatError(file, "has columns by name, but those of the training had none: give inputs as CSV");
  }
  return trainedColumns(options).map((column, index) => ({ ...column, index }));
}
