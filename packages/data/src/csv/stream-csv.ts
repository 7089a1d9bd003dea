import type { Dataset, FileStream } from "@retrograd/network";
import { formatError } from "../format-error.js";
import { longestLine, plainText } from "../table/plain-text.js";
import type { MakeStore } from "../table/store-table.js";
import { csvTable } from "./csv-table.js";
import { lastLineEnd } from "./line-ends.js";
import type { CsvOptions } from "./options.js";
import { tooLong } from "./parse-lines.js";

// bytes that a byte order mark has
const markLength = 3;

/** Reads a CSV file piece by piece into a store; what is read is what `readCsv` reads, whatever the file's size.
 *  @throws RetrogradError as `readCsv` does, and E_FILE where the store is full */
export async function streamCsv(
  file: FileStream,
  options: CsvOptions,
  makeStore: MakeStore,
): Promise<Dataset> {
  const { path } = file;
  const table = csvTable(path, options, makeStore);
  let rest: Uint8Array = new Uint8Array(0);
  let begun = false;
  const begin = () => {
    begun = true;
    rest = plainText(rest, path, "csv");
  };
  for await (const chunk of file.chunks()) {
    rest = joined(rest, chunk);
    if (!begun && rest.length < markLength) {
      // the piece itself is used again
      rest = rest.slice();
      continue;
    }
    if (!begun) begin();
    const end = lastLineEnd(rest);
    table.read(rest.subarray(0, end));
    rest = rest.slice(end);
    if (rest.length > longestLine) throw formatError(`${path}:${table.lines + 1}`, tooLong(), { file: path });
  }
  if (!begun) begin();
  table.read(rest);
  return { name: options.path, ...table.finish(), files: [{ name: options.path, sha256: file.sha256() }] };
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
