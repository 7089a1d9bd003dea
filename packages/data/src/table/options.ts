import { z } from "zod";

/** A column by its name, or by its place from 0 where a table has no names. */
export type TableColumn = string | number;

/** What every reader of a table is told of its columns. */
export interface TableOptions {
  /** The column to learn; several for a regression of several values. */
  readonly target: TableColumn | readonly TableColumn[];
  /** The columns to learn from; all others unless told. */
  readonly columns?: readonly TableColumn[] | undefined;
  /** Columns to learn from that hold categories: each category becomes an input of its own, 1 where it stands and else 0. */
  readonly categories?: readonly TableColumn[] | undefined;
  /** What the target is. Default: a class, and values where there are several targets; several that are classes are one-hot. */
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

/** The options that every table has, for the schema of a reader. */
export const tableFields = {
  target: z
    .union([column, z.array(column).min(1)], "must be a column's name, its place from 0, or a list of them")
    .describe(
      "Column to learn: its name, or its place from 0 where header is false. Several for values, or for one-hot classes.",
    ),
  columns: z.array(column).min(1).optional().describe("Columns to learn from; all others unless told."),
  categories: z
    .array(column)
    .min(1)
    .optional()
    .describe("Columns to learn from that hold categories: an input for each, 1 where it stands and else 0."),
  targets: z
    .enum(["classes", "values"])
    .optional()
    .describe(
      "What the target is. Default: classes, and values where there are several targets; classes of several are one-hot, 1 in the column of the class and else 0.",
    ),
};

/** Checks that the options of a table fit each other; `header` says whether its columns have names. */
export function checkTableOptions(
  options: TableOptions & { readonly header?: boolean },
  ctx: { addIssue(issue: { code: "custom"; path: string[]; message: string }): void },
): void {
  const wrong = (option: keyof TableOptions, message: string) =>
    ctx.addIssue({ code: "custom", path: [option], message });
  const { header = true, columns, categories = [] } = options;
  const targets = targetColumns(options);
  for (const [option, chosen] of [
    ["target", targets],
    ["columns", columns ?? []],
    ["categories", categories],
  ] as const) {
    if (header && chosen.some((one) => typeof one === "number")) {
      const number = chosen.find((one) => typeof one === "number");
      wrong(
        option,
        `must name columns of the header (places count only where header is false). A column whose name is a number stands in quotes: "${number}"`,
      );
    }
    if (!header && chosen.some((one) => typeof one === "string")) {
      wrong(option, "must give places from 0, since header is false");
    }
    if (new Set(chosen).size < chosen.length) wrong(option, "must not hold a column twice");
  }
  if (columns?.some((one) => targets.includes(one))) wrong("columns", "must not hold the target");
  if (categories.some((one) => targets.includes(one))) wrong("categories", "must not hold the target");
  if (columns !== undefined && categories.some((one) => !columns.includes(one))) {
    wrong("categories", 'must be among "columns"');
  }
}

/** The target as a list. */
export function targetColumns({ target }: Pick<TableOptions, "target">): readonly TableColumn[] {
  return typeof target === "string" || typeof target === "number" ? [target] : target;
}
