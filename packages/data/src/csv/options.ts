import { z } from "zod";

/** A column by its name in the header, or by its place from 0 where there is no header. */
export type CsvColumn = string | number;

/** Options of csv. */
export interface CsvOptions {
  readonly path: string;
  /** The column to learn; several for a regression of several values. */
  readonly target: CsvColumn | readonly CsvColumn[];
  /** The columns to learn from; all others unless told. */
  readonly columns?: readonly CsvColumn[] | undefined;
  /** Whether the first line names the columns. */
  readonly header: boolean;
  readonly delimiter: string;
  /** What the target is: a class unless told, values where there are several targets. */
  readonly targets?: "classes" | "values" | undefined;
}

const columnText = "must be a column's name or its place from 0";
const column = z.union(
  [
    z.string().min(1, { error: columnText, abort: true }),
    z.int().nonnegative({ error: columnText, abort: true }),
  ],
  columnText,
);
const path = "must be the path of a CSV file";
const delimiter = 'must be one character such as "," or ";" or "\\t", no quote and no line break';

/** Checks the options of csv, and that they fit each other. */
export const csvOptions = z
  .strictObject({
    path: z.string(path).min(1, path).describe("Path of the file, relative to the experiment."),
    target: z
      .union([column, z.array(column).min(1)], "must be a column's name, its place from 0, or a list of them")
      .describe("Column to learn: its name, or its place from 0 where header is false. Several for values."),
    columns: z.array(column).min(1).optional().describe("Columns to learn from; all others unless told."),
    header: z.boolean().default(true).describe("Whether the first line names the columns."),
    delimiter: z
      .string(delimiter)
      .regex(/^[^"\r\n]$/u, delimiter)
      .default(",")
      .describe("Character between cells."),
    targets: z
      .enum(["classes", "values"])
      .optional()
      .describe("What the target is: classes unless told, values where there are several targets."),
  })
  .superRefine((options, ctx) => {
    const wrong = (option: "target" | "columns" | "targets", message: string) =>
      ctx.addIssue({ code: "custom", path: [option], message });
    const targets = targetColumns(options);
    const columns = options.columns ?? [];
    for (const [option, chosen] of [
      ["target", targets],
      ["columns", columns],
    ] as const) {
      if (options.header && chosen.some((one) => typeof one === "number")) {
        wrong(option, "must name columns of the header (places count only where header is false)");
      }
      if (!options.header && chosen.some((one) => typeof one === "string")) {
        wrong(option, "must give places from 0, since header is false");
      }
      if (new Set(chosen).size < chosen.length) wrong(option, "must not hold a column twice");
    }
    if (columns.some((one) => targets.includes(one))) wrong("columns", "must not hold the target");
    if (targets.length > 1 && options.targets === "classes") {
      wrong("targets", 'must be "values" where there are several targets');
    }
  });

/** The target as a list. */
export function targetColumns({ target }: Pick<CsvOptions, "target">): readonly CsvColumn[] {
  return typeof target === "string" || typeof target === "number" ? [target] : target;
}
