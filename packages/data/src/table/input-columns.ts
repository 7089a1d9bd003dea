import { formatValue } from "@retrograd/plugin";
import { formatError } from "../format-error.js";
import { isNumber } from "./cells.js";
import type { Column, Columns } from "./choose-columns.js";

/** An input column of the training: numbers, or categories, of which each is one input. */
export interface InputColumn extends Column {
  /** Names of the categories, sorted; undefined for a column of numbers. */
  readonly categories?: readonly string[];
}

/** The names of the inputs: "width", or "colour=red" for a category. */
export function namesOfInputs(columns: readonly InputColumn[]): readonly string[] {
  return columns.flatMap(({ name, categories }) => categories?.map((one) => `${name}=${one}`) ?? name);
}

/** The columns of a training, reconstructed from the names of its inputs. The inputs of one column are next to each other.
 *  categories: names of the columns that are categories */
export function columnsOfNames(
  inputNames: readonly string[],
  categories: readonly string[],
): readonly Omit<InputColumn, "index">[] {
  const columns: { name: string; categories?: string[] }[] = [];
  for (const input of inputNames) {
    // the longest match, because one name may start with another: "a" and "a=b"
    const name = categories
      .filter((one) => input.startsWith(`${one}=`))
      .reduce((longest, one) => (one.length > longest.length ? one : longest), "");
    if (name === "") columns.push({ name: input });
    else {
      const category = input.slice(name.length + 1);
      const last = columns.at(-1);
      if (last?.name === name && last.categories !== undefined) last.categories.push(category);
      else columns.push({ name, categories: [category] });
    }
  }
  return columns;
}

/** Refuses columns whose inputs would have the same name.
 *  @throws RetrogradError E_DATA_FORMAT naming the two columns */
export function checkInputNames({ inputs, ofCategories }: Columns, file: string): void {
  const prefixes = inputs.filter(({ index }) => ofCategories.has(index)).map(({ name }) => `${name}=`);
  for (const { name } of inputs) {
    const prefix = prefixes.find((one) => name.startsWith(one));
    if (prefix === undefined) continue;
    throw formatError(
      file,
      `column ${formatValue(name)} could have the same name as an input for a category of ${formatValue(prefix.slice(0, -1))}: rename one`,
    );
  }
}

/** A hint for a number that the training had in another spelling: 1.0 for 1. */
export function hintOf(label: string, categories: readonly string[]): string {
  const same = categories.find((one) => isNumber(one) && isNumber(label) && Number(one) === Number(label));
  return same === undefined ? "" : `: write ${same}, as in the training data`;
}
