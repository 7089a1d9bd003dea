import { z } from "zod";
import { checkTableOptions, type TableOptions, tableFields } from "../table/options.js";

/** Options of csv. */
export interface CsvOptions extends TableOptions {
  readonly path: string;
  /** Whether the first line names the columns. */
  readonly header: boolean;
  readonly delimiter: string;
  /** Whether the table is kept on the disk while it is used, not in memory; files from 64 MiB are, unless told. */
  readonly stream?: boolean | undefined;
}

const path = "must be the path of a CSV file";
const delimiter = 'must be one character such as "," or ";" or "\\t", no quote and no line break';
const { target, columns, categories, targets } = tableFields;

/** Checks the options of csv, and that they fit each other. */
export const csvOptions = z
  .strictObject({
    path: z.string(path).min(1, path).describe("Path of the file, relative to the experiment."),
    target,
    columns,
    categories,
    header: z.boolean().default(true).describe("Whether the first line names the columns."),
    delimiter: z
      .string(delimiter)
      .regex(/^[^"\r\n]$/u, delimiter)
      .default(",")
      .describe("Character between cells."),
    targets,
    stream: z
      .boolean("must be true or false")
      .optional()
      .describe("Whether the table is kept on the disk, not in memory; files from 64 MiB are, unless told."),
  })
  .superRefine(checkTableOptions);
