import { formatError } from "../format-error.js";
import { textCells } from "../table/cells.js";
import { chooseColumns } from "../table/choose-columns.js";
import { type CreateRowStore, type StoredTable, storeTable, type TableStore } from "../table/store-table.js";
import { type CsvRows, csvRows } from "./csv-rows.js";
import type { CsvOptions } from "./options.js";

/** Builds a data set from CSV text that comes in pieces. */
export interface CsvTable extends Omit<CsvRows, "rows"> {
  /** @throws RetrogradError E_DATA_FORMAT when there was no sample */
  finish(): StoredTable;
}

/** Creates a table of the lines of one CSV file. */
export function csvTable(name: string, options: CsvOptions, createStore: CreateRowStore): CsvTable {
  const { header, delimiter } = options;
  let table: TableStore | undefined;
  const rows = csvRows(name, delimiter, (cells, line) => {
    const columns = chooseColumns(cells, `${name}:${line}`, options);
    table = storeTable(columns, { options, hasNames: header, reader: textCells, file: name }, createStore);
    return { sink: table, cells: columns.width, header };
  });
  return {
    get lines() {
      return rows.lines;
    },
    read: rows.read,
    finish() {
      if (table === undefined) throw formatError(name, "is empty: a CSV file needs samples, one a line");
      if (rows.rows === 0) throw formatError(name, "has a header but no samples");
      return table.finish();
    },
  };
}
