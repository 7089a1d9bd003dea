import { formatValue } from "@retrograd/plugin";
import { formatError } from "../format-error.js";
import { isUtf8, shortened } from "./cells.js";
import { columnList } from "./column-list.js";
import { type TableColumn, type TableOptions, targetColumns } from "./options.js";

/** A column that is read. */
export interface Column {
  readonly index: number;
  /** Its name in the header, or its index as text. */
  readonly name: string;
}

/** Which columns are inputs and which are targets. */
export interface Columns {
  readonly inputs: readonly Column[];
  readonly targets: readonly Column[];
  /** Indices of the inputs that are categories. */
  readonly ofCategories: ReadonlySet<number>;
  /** Number of columns of the file, including those that are not read. */
  readonly width: number;
}

const number = /^[+-]?[\d.]/;

/** Options that choose the columns of a table. */
export type ColumnChoice = Pick<TableOptions, "target" | "columns" | "categories"> & {
  /** Whether the columns have names. Default: true. */
  readonly header?: boolean | undefined;
  /** The character between cells, for a table of text. */
  readonly delimiter?: string | undefined;
};

/** Finds the columns that the options name. `first`: the header, or the first line of a table without a header.
 *  @throws RetrogradError E_DATA_FORMAT for a duplicate name, a name that is not UTF-8, or an unknown column */
export function chooseColumns(first: readonly string[], place: string, options: ColumnChoice): Columns {
  const { header = true, categories = [] } = options;
  const names = first.map((cell, index) => (header ? cell.trim() : String(index)));
  if (header) checkNames(names, place);
  const indices = new Map(names.map((name, index) => [name, index]));
  const find = (column: TableColumn): Column => {
    const index = indices.get(String(column));
    if (index === undefined)
      throw formatError(place, unknownColumn(column, names, options) + delimiterHint(first, options));
    return { index, name: names[index] };
  };
  const targets = targetColumns(options).map(find);
  const others = names.flatMap((name, index) =>
    targets.some((target) => target.index === index) ? [] : [{ index, name }],
  );
  const inputs = options.columns === undefined ? others : columnList(options.columns).map(find);
  if (inputs.length === 0) throw formatError(place, "has no input column, only the target");
  const unnamed = inputs.find(({ name }) => name === "");
  if (unnamed !== undefined) {
    throw formatError(
      place,
      `column ${unnamed.index + 1} has no name: name it, or list the inputs with "columns" to leave it out`,
    );
  }
  const ofCategories = new Set(categories.map((column) => find(column).index));
  return { inputs, targets, ofCategories, width: names.length };
}

function checkNames(names: readonly string[], place: string): void {
  const indexOf = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    if (!isUtf8(name)) {
      throw formatError(
        place,
        `the header must be UTF-8 text, got ${formatValue(shortened(name))} in column ${index + 1}: save the file as UTF-8`,
      );
    }
    const earlier = indexOf.get(name);
    if (name !== "" && earlier !== undefined) {
      throw formatError(
        place,
        `the header has the name ${formatValue(name)} twice, in columns ${earlier + 1} and ${index + 1}`,
      );
    }
    indexOf.set(name, index);
  }
}

function unknownColumn(
  column: TableColumn,
  names: readonly string[],
  { header = true }: ColumnChoice,
): string {
  if (!header)
    return `there is no column ${column}: the file has ${names.length}, from 0 to ${names.length - 1}`;
  const firstNames = names.slice(0, 20).map(shortened);
  const list = names.length > 20 ? [...firstNames, "..."] : firstNames;
  const hint = names.every((name) => number.test(name))
    ? ". If the first line is data, write header: false and give columns as numbers from 0"
    : "";
  return `there is no column ${formatValue(column)}. Known: ${list.join(", ")}${hint}`;
}

/** A hint for a line of one cell that would be several with another delimiter. */
function delimiterHint([cell = "", ...others]: readonly string[], { delimiter }: ColumnChoice): string {
  if (delimiter === undefined || others.length > 0) return "";
  if (/^(#|%|\/\/)/.test(cell)) return ". Comments are not supported: remove them";
  const other = [";", "\t", "|", ","].find((one) => one !== delimiter && cell.includes(one));
  if (other === undefined && /\S\s+\S/.test(cell)) {
    return /\s{2}/.test(cell.trim())
      ? ". If cells are separated by several spaces, replace these by a comma or a tab, for example with sed -E 's/^ +//; s/ +/,/g'"
      : '. If cells are separated by a space, write delimiter: " "';
  }
  if (other === undefined) return "";
  return `. If cells are separated by ${formatValue(other)}, write delimiter: ${formatValue(other)}`;
}
