import { z } from "zod";
import { checkTableOptions, type TableOptions, tableFields } from "../table/options.js";

/** Options of parquet. */
export interface ParquetOptions extends TableOptions {
  readonly path: string;
}

const path = "must be the path of a Parquet file";

/** Checks the options of parquet, also against each other. */
export const parquetOptions = z
  .strictObject({
    path: z.string(path).min(1, path).describe("Path of the file, relative to the experiment."),
    ...tableFields,
  })
  .superRefine(checkTableOptions);
