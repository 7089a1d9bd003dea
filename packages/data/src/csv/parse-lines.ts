import { RetrogradError } from "@retrograd/core";
import { CsvError, parse } from "csv-parse/browser/esm/sync";
import { formatError } from "../format-error.js";
import { longestLine, plainText } from "../table/plain-text.js";

/** Takes one line of a table: its cells, and its number from 1. */
export type LineReader = (cells: readonly string[], line: number) => void;

/** Splits CSV text into lines and cells, handing on each line at once so that a large file is never held twice.
 *  UTF-8 with or without BOM; lines end in \n, \r\n or \r; blank lines are skipped. Source: RFC 4180.
 *  @throws RetrogradError E_DATA_FORMAT with file and line; whatever `read` throws */
export function parseLines(
  bytes: Uint8Array,
  { name, delimiter }: { readonly name: string; readonly delimiter: string },
  read: LineReader,
): void {
  let lastLine = 0;
  try {
    parse(plainText(bytes, name, "CSV UTF-8"), {
      delimiter,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: longestLine,
      on_record(cells, { lines }) {
        read(cells, lines);
        lastLine = lines;
        return null;
      },
    });
  } catch (error) {
    if (error instanceof RetrogradError || !(error instanceof CsvError)) throw error;
    const line = lastLine + 1;
    throw formatError(`${name}:${line}`, phrases[error.code] ?? error.message, { file: name, line });
  }
}

const phrases: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote (") that opens here is never closed',
  CSV_INVALID_CLOSING_QUOTE:
    'after a closing quote (") must come the delimiter or the end of the line; a quote within a quoted cell is written twice',
  INVALID_OPENING_QUOTE:
    'a quote (") must open its cell; put the whole cell in quotes and write the quote twice',
  CSV_MAX_RECORD_SIZE: `a line must have at most ${longestLine} characters; is a quote (") not closed, or is this no CSV file?`,
};
