import type { Dataset, FileStream } from "@retrograd/plugin";
import type { MakeStore } from "../table/store-table.js";
import { csvTable } from "./csv-table.js";
import { lastLineEnd } from "./line-ends.js";
import type { CsvOptions } from "./options.js";
import { tooLong } from "./parse-lines.js";
import { wholeLines } from "./whole-lines.js";

/** Reads a CSV file piece by piece into a store; what is read is what `readCsv` reads, whatever the file's size.
 *  @throws RetrogradError as `readCsv` does, and E_FILE where the store is full */
export async function streamCsv(
  file: FileStream,
  options: CsvOptions,
  makeStore: MakeStore,
): Promise<Dataset> {
  const { path } = file;
  const table = csvTable(path, options, makeStore);
  const cut = { path, readBy: "csv" as const, lastEnd: lastLineEnd, linesRead: () => table.lines, tooLong };
  for await (const lines of wholeLines(file.chunks(), cut)) table.read(lines);
  return { name: options.path, ...table.finish(), files: [{ name: options.path, sha256: file.sha256() }] };
}
