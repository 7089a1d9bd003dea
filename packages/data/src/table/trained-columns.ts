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
}

/** A column that the model of a training takes. */
export type TrainedColumn = Omit<InputColumn, "index">;

/** The columns that a model takes, in its order: by their names in training, or by their places where there were none. */
export function trainedColumns({ size, inputNames, trained }: NewInputsOptions): readonly TrainedColumn[] {
  if (inputNames === undefined) return Array.from({ length: size }, (_, place) => ({ name: String(place) }));
  return columnsOfNames(inputNames, (trained?.categories ?? []).map(String));
}
