import { type RowPlace, typedCells } from "../table/cells.js";
import { chooseColumns } from "../table/choose-columns.js";
import { collectTable, type TableData } from "../table/collect-table.js";
import { openParquet, type ParquetFile } from "./open-parquet.js";
import type { ParquetOptions } from "./options.js";

/** Reads a Parquet file. Only the chosen columns are decoded. x: [inputs], t: class index, or values [targets]
 *  @throws RetrogradError E_DATA_FORMAT with file, row and column */
export async function readParquet(
  bytes: Uint8Array,
  name: string,
  options: ParquetOptions,
): Promise<TableData> {
  const opened = openParquet(bytes, name);
  const columns = chooseColumns(opened.names, name, options);
  const chosen = [...columns.inputs, ...columns.targets];
  // cells are in the order of the chosen columns, not in that of the file
  const ordered = {
    inputs: columns.inputs.map((column, index) => ({ ...column, index })),
    targets: columns.targets.map((column, position) => ({
      ...column,
      index: columns.inputs.length + position,
    })),
    ofCategories: new Set(
      columns.inputs.flatMap(({ index }, position) => (columns.ofCategories.has(index) ? [position] : [])),
    ),
    width: chosen.length,
  };
  const table = collectTable(ordered, { options, hasNames: true, reader: typedCells, file: name });
  await eachRow(opened, { name, columns: chosen.map((column) => column.name) }, table.add);
  return table.finish();
}

/** Passes on the cells of the named columns row by row. Decodes one group of rows after the other. */
async function eachRow(
  { groups, column }: ParquetFile,
  { name, columns }: { readonly name: string; readonly columns: readonly string[] },
  add: (cells: readonly unknown[], place: RowPlace) => void,
): Promise<void> {
  let number = 1;
  for (const group of groups) {
    const values: ArrayLike<unknown>[] = [];
    for (const one of columns) values.push(await column(one, group));
    const end = number + Number(group.num_rows);
    for (let row = 0; number < end; row++) {
      add(
        values.map((one) => one[row]),
        { file: name, unit: "row", number: number++ },
      );
    }
  }
}
