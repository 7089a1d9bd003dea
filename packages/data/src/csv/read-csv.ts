import { inMemory, memoryRowStore } from "../stored/in-memory.js";
import type { TableData } from "../table/collect-table.js";
import { plainText } from "../table/plain-text.js";
import { csvTable } from "./csv-table.js";
import type { CsvOptions } from "./options.js";

/** Reads a CSV file into memory. x: [inputs], t: class index, or values [targets]
 *  @throws RetrogradError E_DATA_FORMAT with file, line and column: lines of different length, an unclosed quote, a cell
 *  that is not a number, an unknown column, a duplicate name in the header, no samples */
export function readCsv(bytes: Uint8Array, name: string, options: CsvOptions): TableData {
  const table = csvTable(name, options, memoryRowStore);
  table.read(plainText(bytes, name, "csv"));
  const { samples, ...description } = table.finish();
  return { ...description, samples: { all: inMemory(samples.stored) } };
}
