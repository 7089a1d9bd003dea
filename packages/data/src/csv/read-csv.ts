import { inMemory, memoryRowStore } from "../stored/in-memory.js";
import type { TableData } from "../table/collect-table.js";
import { plainText } from "../table/plain-text.js";
import { csvTable } from "./csv-table.js";
import type { CsvOptions } from "./options.js";

/** Reads a CSV file into memory. x: [inputs], t: class index, or values [targets]
 *  @throws RetrogradError E_DATA_FORMAT with file, line and column: ragged lines, an unclosed quote, a cell that is no
 *  number, an unknown column, a name twice in the header, no samples */
export function readCsv(bytes: Uint8Array, name: string, options: CsvOptions): TableData {
  const table = csvTable(name, options, memoryRowStore);
  table.read(plainText(bytes, name, "csv"));
  const { samples, ...found } = table.finish();
  return { ...found, samples: { all: inMemory(samples.stored) } };
}
