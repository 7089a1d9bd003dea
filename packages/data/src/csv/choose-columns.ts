import { formatValue } from "@retrograd/network";
import { formatError } from "../format-error.js";
import { type CsvColumn, type CsvOptions, targetColumns } from "./options.js";

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
  /** Number of columns of the file, read or not. */
  readonly width: number;
}

const number = /^[+-]?[\d.]/;

/** Finds the columns that the options name in the header, or in the first line where there is none.
 *  @throws RetrogradError E_DATA_FORMAT for a header with a name twice, or an unknown column */
export function chooseColumns(
  first: readonly string[],
  place: string,
  options: Pick<CsvOptions, "header" | "target" | "columns">,
): Columns {
  const names = first.map((cell, index) => (options.header ? cell.trim() : String(index)));
  if (options.header) checkNames(names, place);
  const find = (column: CsvColumn): Column => {
    const index = names.indexOf(String(column));
    if (index < 0) throw formatError(place, unknownColumn(column, names, options.header));
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
  return { inputs, targets, width: names.length };
}

function checkNames(names: readonly string[], place: string): void {
  for (const [index, name] of names.entries()) {
    const earlier = names.indexOf(name);
    if (name !== "" && earlier < index) {
      throw formatError(
        place,
        `the header has the name ${formatValue(name)} twice, in columns ${earlier + 1} and ${index + 1}`,
      );
    }
  }
}

function unknownColumn(column: CsvColumn, names: readonly string[], header: boolean): string {
  if (!header)
    return `there is no column ${column}: the file has ${names.length}, from 0 to ${names.length - 1}`;
  const known = names.length > 20 ? [...names.slice(0, 20), "..."] : names;
  const hint = names.every((name) => number.test(name))
    ? ". If the first line is data, say header: false and give columns by their places from 0"
    : "";
  return `there is no column ${formatValue(column)}. Known: ${known.join(", ")}${hint}`;
}
