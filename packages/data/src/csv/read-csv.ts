import type { Dataset } from "@retrograd/network";
import { formatError } from "../format-error.js";
import { numberIn } from "./cells.js";
import { checkWidth } from "./check-width.js";
import { type Columns, chooseColumns } from "./choose-columns.js";
import { collectLabels } from "./class-labels.js";
import { type CsvOptions, targetColumns } from "./options.js";
import { parseLines } from "./parse-lines.js";

/** What a table says: a data set without its name and files. */
export type CsvTable = Omit<Dataset, "name" | "files">;

/** Reads a CSV file. x: [inputs], t: class index, or values [targets]
 *  @throws RetrogradError E_DATA_FORMAT with file, line and column: ragged lines, an unclosed quote, a cell that is no
 *  number, an unknown column, a name twice in the header, no samples */
export function readCsv(bytes: Uint8Array, name: string, options: CsvOptions): CsvTable {
  const targets = options.targets ?? (targetColumns(options).length > 1 ? "values" : "classes");
  const x: number[] = [];
  const t: number[] = [];
  const labels = collectLabels();
  let columns: Columns | undefined;
  let samples = 0;
  parseLines(bytes, { name, delimiter: options.delimiter }, (cells, line) => {
    if (columns === undefined) {
      columns = chooseColumns(cells, `${name}:${line}`, options);
      if (options.header) return;
    }
    checkWidth(cells, columns.width, { name, line });
    for (const column of columns.inputs) {
      x.push(numberIn(cells[column.index], { file: name, line, column }));
    }
    for (const column of columns.targets) {
      const place = { file: name, line, column };
      if (targets === "values") t.push(numberIn(cells[column.index], place));
      else labels.add(cells[column.index], place);
    }
    samples++;
  });
  const found: Columns | undefined = columns;
  if (found === undefined) throw formatError(name, "is empty: a CSV file needs samples, one a line");
  if (samples === 0) throw formatError(name, "has a header but no samples");

  const { inputs } = found;
  const inputRows = { shape: [inputs.length], values: Float64Array.from(x) };
  const inputNames = options.header ? { inputNames: inputs.map((column) => column.name) } : {};
  if (targets === "values") {
    const targetNames = found.targets.map((column) => column.name);
    const targetRows = { shape: [targetNames.length], values: Float64Array.from(t) };
    return { targets, targetNames, ...inputNames, samples: { all: { x: inputRows, t: targetRows } } };
  }
  const { names, indices } = labels.classes();
  const targetRows = { shape: [], values: indices };
  return { targets, targetNames: names, ...inputNames, samples: { all: { x: inputRows, t: targetRows } } };
}
