import { z } from "zod";
import { type ColumnLists, columnList } from "./column-list.js";

/** A column by its name, or by its index from 0 if the table has no header. */
export type TableColumn = string | number;

/** The options that all readers of tables share. */
export interface TableOptions {
  /** The column to learn, or several columns. */
  readonly target: TableColumn | readonly TableColumn[];
  /** The columns to learn from, or those of each of several inputs by name. Default: all other columns. */
  readonly columns?: ColumnLists<TableColumn> | undefined;
  /** The columns to learn from that are categories. Each category becomes one input, 1 in its rows and 0 in others. */
  readonly categories?: readonly TableColumn[] | undefined;
  /** What the target is. Default: classes; values for several targets. Several targets with classes are one-hot; with sequences,
   *  each holds the class of one step, from 0. */
  readonly targets?: "classes" | "values" | "sequences" | undefined;
}

const columnText = "must be the name of a column or its index from 0";
const column = z.union(
  [
    z.string().min(1, { error: columnText, abort: true }),
    z.int().nonnegative({ error: columnText, abort: true }),
  ],
  columnText,
);

/** The schemas of the shared options. */
export const tableFields = {
  target: z
    .union(
      [column, z.array(column).min(1)],
      "must be the name of a column, its index from 0, or a list of them",
    )
    .describe(
      "Column to learn: its name, or its index from 0 if header is false. Several for values, or for one-hot classes.",
    ),
  columns: z
    .union(
      [z.array(column).min(1), z.record(z.string(), z.array(column).min(1))],
      "must be a list of columns, or a list for each of several inputs such as { words: [w1, w2], author: [age] }",
    )
    .optional()
    .describe(
      "Columns to learn from, or a list of them for each of several inputs by name. Default: all other columns.",
    ),
  categories: z
    .array(column)
    .min(1)
    .optional()
    .describe(
      "Columns to learn from that are categories. Each category becomes one input, 1 in its rows and 0 in others.",
    ),
  targets: z
    .enum(["classes", "values", "sequences"])
    .optional()
    .describe(
      "What the target is. Default: classes; values for several targets. Several targets with classes are one-hot: 1 in the column of the class, 0 in the others; with sequences, each is the class of one step, from 0.",
    ),
};

/** Checks the options of a table against each other. `header`: whether its columns have names. */
export function checkTableOptions(
  options: TableOptions & { readonly header?: boolean },
  ctx: { addIssue(issue: { code: "custom"; path: string[]; message: string }): void },
): void {
  const wrong = (option: keyof TableOptions, message: string) =>
    ctx.addIssue({ code: "custom", path: [option], message });
  const { header = true, categories = [] } = options;
  const columns = options.columns && columnList(options.columns);
  const targets = targetColumns(options);
  for (const [option, list] of [
    ["target", targets],
    ["columns", columns ?? []],
    ["categories", categories],
  ] as const) {
    if (header && list.some((one) => typeof one === "number")) {
      const number = list.find((one) => typeof one === "number");
      wrong(
        option,
        `must be names in the header (an index is allowed only with header: false). Write a name that is a number in quotes: "${number}"`,
      );
    }
    if (!header && list.some((one) => typeof one === "string")) {
      wrong(option, "must be indices from 0, because header is false");
    }
    if (new Set(list).size < list.length) wrong(option, "must not have a column twice");
  }
  if (options.targets === "sequences" && targets.length < 2)
    wrong("target", "must be several columns for sequences, one for each step");
  if (columns?.some((one) => targets.includes(one))) wrong("columns", "must not include the target");
  if (categories.some((one) => targets.includes(one))) wrong("categories", "must not include the target");
  if (columns !== undefined && categories.some((one) => !columns.includes(one))) {
    wrong("categories", 'must be among "columns"');
  }
}

/** The target as a list. */
export function targetColumns({ target }: Pick<TableOptions, "target">): readonly TableColumn[] {
  return typeof target === "string" || typeof target === "number" ? [target] : target;
}
