import { z } from "zod";
import { checkTableOptions, type TableOptions, tableFields } from "../table/options.js";

/** Options of jsonl. */
export interface JsonlOptions extends TableOptions {
  readonly path: string;
}

const path = "must be the path of a JSON Lines file";

/** Checks the options of jsonl, also against each other. */
export const jsonlOptions = z
  .strictObject({
    path: z.string(path).min(1, path).describe("Path of the file, relative to the experiment."),
    ...tableFields,
  })
  .superRefine(checkTableOptions);
