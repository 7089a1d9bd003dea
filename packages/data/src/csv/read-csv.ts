import { formatError } from "../format-error.js";
import { textCells } from "../table/cells.js";
import { checkWidth } from "../table/check-width.js";
import { chooseColumns } from "../table/choose-columns.js";
import { collectTable, type TableCollector, type TableData } from "../table/collect-table.js";
import type { CsvOptions } from "./options.js";
import { parseLines } from "./parse-lines.js";

/** Reads a CSV file. x: [inputs], t: class index, or values [targets]
 *  @throws RetrogradError E_DATA_FORMAT with file, line and column: ragged lines, an unclosed quote, a cell that is no
 *  number, an unknown column, a name twice in the header, no samples */
export function readCsv(bytes: Uint8Array, name: string, options: CsvOptions): TableData {
  const { header, delimiter } = options;
  let table: { readonly rows: TableCollector; readonly width: number } | undefined;
  let samples = 0;
  parseLines(bytes, { name, delimiter }, (cells, line) => {
    if (table === undefined) {
      const columns = chooseColumns(cells, `${name}:${line}`, options);
      const rows = collectTable(columns, { options, named: header, reader: textCells, file: name });
      table = { rows, width: columns.width };
      if (header) return;
    }
    const place = { file: name, unit: "line", number: line } as const;
    checkWidth(cells, table.width, place);
    table.rows.add(cells, place);
    samples++;
  });
  const found: { readonly rows: TableCollector } | undefined = table;
  if (found === undefined) throw formatError(name, "is empty: a CSV file needs samples, one a line");
  if (samples === 0) throw formatError(name, "has a header but no samples");
  return found.rows.finish();
}
