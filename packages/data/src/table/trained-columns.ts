import type { ModelInputs } from "@retrograd/plugin";
import { z } from "zod";
import { formatError } from "../format-error.js";
import type { ColumnChoice } from "./choose-columns.js";
import { columnsOfNames, type InputColumn } from "./input-columns.js";
import { tableFields } from "./options.js";

/** The inputs that a model takes, for a reader of tables. */
export interface TableInputs extends Omit<ModelInputs, "trained"> {
  /** Present if the model was trained on a table, of whatever format. */
  readonly trained?: ColumnChoice;
}

const { target, columns, categories } = tableFields;
const trainedTable = z.object({
  target,
  columns,
  categories,
  header: z.boolean().optional(),
  delimiter: z.string().optional(),
});

/** What a reader of tables needs to know of a model. */
export function tableInputs({ trained, ...model }: ModelInputs): TableInputs {
  // a data set with a target column is a table; its other options do not matter here
  const table = trainedTable.safeParse(trained?.options);
  return table.success ? { ...model, trained: table.data } : model;
}

/** An input column of a trained model. */
export type TrainedColumn = Omit<InputColumn, "index">;

/** The input columns of a model, in its order: with their names in training, or their indices if they had no names. */
export function trainedColumns({ size, inputNames, trained }: TableInputs): readonly TrainedColumn[] {
  if (inputNames === undefined) return Array.from({ length: size }, (_, index) => ({ name: String(index) }));
  return columnsOfNames(inputNames, (trained?.categories ?? []).map(String));
}

/** The input columns of a model for a table whose columns have names. `index` is the position among these columns.
 *  @throws RetrogradError E_DATA_FORMAT when the columns of the training had no names */
export function namedColumns(file: string, options: TableInputs): readonly InputColumn[] {
  if (options.inputNames === undefined) {
    throw formatError(
      file,
      "has named columns, but those of the training had no names: write the inputs as CSV",
    );
  }
  return trainedColumns(options).map((column, index) => ({ ...column, index }));
}
