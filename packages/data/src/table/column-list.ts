import type { InputPart } from "@retrograd/plugin";

/** The columns to learn from: a list, or a list for each of several inputs by name. */
export type ColumnLists<Column> = readonly Column[] | Readonly<Record<string, readonly Column[]>>;

/** All columns to learn from, in the order of a row. */
export function columnList<Column>(columns: ColumnLists<Column>): readonly Column[] {
  return isList(columns) ? columns : Object.values(columns).flat();
}

/** The inputs by name that the columns belong to; undefined if they have no names. sizes: how many numbers each column has */
export function inputParts<Column>(
  columns: ColumnLists<Column>,
  sizes: readonly number[],
): readonly InputPart[] | undefined {
  if (isList(columns)) return undefined;
  let end = 0;
  return Object.entries(columns).map(([name, list]) => {
    const start = end;
    end += list.length;
    return { name, size: sizes.slice(start, end).reduce((sum, size) => sum + size, 0) };
  });
}

function isList<Column>(columns: ColumnLists<Column>): columns is readonly Column[] {
  return Array.isArray(columns);
}
