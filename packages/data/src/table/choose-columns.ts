import { formatValue } from "@retrograd/plugin";
import { formatError } from "../format-error.js";
import { isUtf8, shortened } from "./cells.js";
import { type TableColumn, type TableOptions, targetColumns } from "./options.js";

/** A column that is read. */
export interface Column {
  readonly index: number;
  /** Its name in the header, or its place as text. */
  readonly name: string;
}

/** Which columns are inputs and which are targets. */
export interface Columns {
  readonly inputs: readonly Column[];
  readonly targets: readonly Column[];
  /** Places of the inputs that hold categories. */
  readonly ofCategories: ReadonlySet<number>;
  /** Number of columns of the file, read or not. */
  readonly width: number;
}

const number = /^[+-]?[\d.]/;

/** Which columns a table is asked for. */
export type ColumnChoice = Pick<TableOptions, "target" | "columns" | "categories"> & {
  /** Whether the columns have names. Default: true. */
  readonly header?: boolean | undefined;
  /** The character between cells, for a table of text. */
  readonly delimiter?: string | undefined;
};

/** Finds the columns that the options name among those of a table: in its header, or in its first line where there is none.
 *  @throws RetrogradError E_DATA_FORMAT for a name twice or of no UTF-8, or an unknown column */
export function chooseColumns(first: readonly string[], place: string, options: ColumnChoice): Columns {
  const { header = true, categories = [] } = options;
  const names = first.map((cell, index) => (header ? cell.trim() : String(index)));
  if (header) checkNames(names, place);
  const places = new Map(names.map((name, index) => [name, index]));
  const find = (column: TableColumn): Column => {
    const index = places.get(String(column));
    if (index === undefined)
      throw formatError(place, unknownColumn(column, names, options) + delimiterHint(first, options));
    return { index, name: names[index] };
  };
  const targets = targetColumns(options).map(find);
  const others = names.flatMap((name, index) =>
    targets.some((target) => target.index === index) ? [] : [{ index, name }],
  );
  const inputs = options.columns?.map(find) ?? others;
  if (inputs.length === 0) throw formatError(place, "has no column beside the target to learn from");
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
  const known = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    if (!isUtf8(name)) {
      throw formatError(
        place,
        `the header must be UTF-8 text, got ${formatValue(shortened(name))} in column ${index + 1}: save the file as UTF-8`,
      );
    }
    const earlier = known.get(name);
    if (name !== "" && earlier !== undefined) {
      throw formatError(
        place,
        `the header has the name ${formatValue(name)} twice, in columns ${earlier + 1} and ${index + 1}`,
      );
    }
    known.set(name, index);
  }
}

function unknownColumn(
  column: TableColumn,
  names: readonly string[],
  { header = true }: ColumnChoice,
): string {
  if (!header)
    return `there is no column ${column}: the file has ${names.length}, from 0 to ${names.length - 1}`;
  const shown = names.slice(0, 20).map(shortened);
  const known = names.length > 20 ? [...shown, "..."] : shown;
  const hint = names.every((name) => number.test(name))
    ? ". If the first line is data, say header: false and give columns by their places from 0"
    : "";
  return `there is no column ${formatValue(column)}. Known: ${known.join(", ")}${hint}`;
}

/** What to say of a line that is one cell, but would be several if another character parted them. */
function delimiterHint([cell = "", ...others]: readonly string[], { delimiter }: ColumnChoice): string {
  if (delimiter === undefined || others.length > 0) return "";
  if (/^(#|%|\/\/)/.test(cell)) return ". Lines of comments are not read: remove them";
  const other = [";", "\t", "|", ","].find((one) => one !== delimiter && cell.includes(one));
  if (other === undefined && /\S\s+\S/.test(cell)) {
    return /\s{2}/.test(cell.trim())
      ? ". If cells are parted by several spaces, write a comma or a tab in their place: sed -E 's/^ +//; s/ +/,/g' does"
      : '. If cells are parted by a space, say delimiter: " "';
  }
  if (other === undefined) return "";
  return `. If cells are parted by ${formatValue(other)}, say delimiter: ${formatValue(other)}`;
}
