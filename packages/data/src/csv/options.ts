import { z } from "zod";
import { checkTableOptions, type TableOptions, tableFields } from "../table/options.js";

/** Options of csv. */
export interface CsvOptions extends TableOptions {
  readonly path: string;
  /** Whether the first line names the columns. Default: true. */
  readonly header: boolean;
  readonly delimiter: string;
  /** Whether the table is kept on disk during training, not in memory. Default: true for files of 64 MiB and more. */
  readonly stream?: boolean | undefined;
}

const path = "must be the path of a CSV file";
const delimiter = 'must be one character such as "," or ";" or "\\t", no quote and no line break';
const { target, columns, categories, targets } = tableFields;

/** Checks the options of csv, also against each other. */
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
      .describe(
        "Whether the table is kept on disk, not in memory. Default: true for files of 64 MiB and more.",
      ),
  })
  .superRefine(checkTableOptions);
