import type { Dataset, FileStream } from "@retrograd/plugin";
import type { CreateRowStore } from "../table/store-table.js";
import { csvTable } from "./csv-table.js";
import { lastLineEnd } from "./line-ends.js";
import type { CsvOptions } from "./options.js";
import { tooLong } from "./parse-lines.js";
import { wholeLines } from "./whole-lines.js";

/** Reads a CSV file of any size piece by piece into a row store. The result is the same as that of `readCsv`.
 *  @throws RetrogradError as `readCsv` does, and E_FILE when the store is full */
export async function streamCsv(
  file: FileStream,
  options: CsvOptions,
  createStore: CreateRowStore,
): Promise<Dataset> {
  const { path } = file;
  const table = csvTable(path, options, createStore);
  const cutting = {
    path,
    readBy: "csv" as const,
    lastEnd: lastLineEnd,
    linesRead: () => table.lines,
    tooLong,
  };
  for await (const lines of wholeLines(file.chunks(), cutting)) table.read(lines);
  return { name: options.path, ...table.finish(), files: [{ name: options.path, sha256: file.sha256() }] };
}
