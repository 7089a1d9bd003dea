import type { Dataset } from "@retrograd/network";
import { formatError } from "../format-error.js";
import { type CellReader, cellError, type RowPlace } from "./cells.js";
import type { Columns } from "./choose-columns.js";
import { collectLabels, type LabelCollector } from "./class-labels.js";
import { checkInputNames, type InputColumn, inputSize, namesOfInputs } from "./input-columns.js";
import { type TableOptions, targetColumns } from "./options.js";

/** What a table says: a data set without its name and files. */
export type TableData = Omit<Dataset, "name" | "files">;

/** Takes the rows of a table one after the other, and makes a data set of them. */
export interface TableCollector {
  /** @throws RetrogradError E_DATA_FORMAT with file, row and column */
  add(cells: readonly unknown[], place: RowPlace): void;
  /** @throws RetrogradError E_DATA_FORMAT for classes that are fractions */
  finish(): TableData;
}

/** More categories than this in a column are no categories: a column of names, or of numbers. */
const mostCategories = 1000;

/** A collector of the rows of one table. x: [inputs], t: class index, or values [targets]
 *  `named` says whether its columns have names; `reader` how its cells are read. */
export function collectTable(
  columns: Columns,
  {
    options,
    named,
    reader,
    file,
  }: { options: TableOptions; named: boolean; reader: CellReader; file: string },
): TableCollector {
  checkInputNames(columns, file);
  const targets = options.targets ?? (targetColumns(options).length > 1 ? "values" : "classes");
  const x: number[] = [];
  const t: number[] = [];
  const labels = collectLabels(columns.targets[0].name);
  const found = columns.inputs.map(({ index, name }) =>
    columns.ofCategories.has(index)
      ? collectLabels(name, 'leave it out of "categories" to learn from it')
      : undefined,
  );
  let samples = 0;
  return {
    add(cells, place) {
      for (const [at, { index, name }] of columns.inputs.entries()) {
        const categories = found[at];
        if (categories === undefined) x.push(reader.number(cells[index], place, name));
        else {
          categories.add(reader.label(cells[index], place, name), place);
          if (categories.size > mostCategories) {
            throw cellError(place, name, `must have at most ${mostCategories} categories`);
          }
        }
      }
      for (const { index, name } of columns.targets) {
        if (targets === "values") t.push(reader.number(cells[index], place, name));
        else labels.add(reader.label(cells[index], place, name), place);
      }
      samples++;
    },
    finish() {
      if (samples === 0) throw formatError(file, "holds no samples");
      const { inputs, values } = encode(x, columns, found, samples);
      const names = named || columns.ofCategories.size > 0 ? { inputNames: namesOfInputs(inputs) } : {};
      const rows = { shape: [inputSize(inputs)], values };
      if (targets === "values") {
        const targetNames = columns.targets.map((column) => column.name);
        const targetRows = { shape: [targetNames.length], values: Float64Array.from(t) };
        return { targets, targetNames, ...names, samples: { all: { x: rows, t: targetRows } } };
      }
      const { names: targetNames, indices } = labels.classes();
      return {
        targets,
        targetNames,
        ...names,
        samples: { all: { x: rows, t: { shape: [], values: indices } } },
      };
    },
  };
}

/** Puts the numbers and the categories of each row beside each other, in the order of the columns. */
function encode(
  numbers: readonly number[],
  columns: Columns,
  found: readonly (LabelCollector | undefined)[],
  samples: number,
): { readonly inputs: readonly InputColumn[]; readonly values: Float64Array } {
  if (columns.ofCategories.size === 0) return { inputs: columns.inputs, values: Float64Array.from(numbers) };
  const classes = found.map((labels) => labels?.classes());
  const inputs = columns.inputs.map((column, at) => {
    const names = classes[at]?.names;
    return names === undefined ? column : { ...column, categories: names };
  });
  const size = inputSize(inputs);
  const values = new Float64Array(samples * size);
  let read = 0;
  for (let sample = 0; sample < samples; sample++) {
    let at = sample * size;
    for (const one of classes) {
      if (one === undefined) values[at++] = numbers[read++];
      else {
        values[at + one.indices[sample]] = 1;
        at += one.names.length;
      }
    }
  }
  return { inputs, values };
}
