import { RetrogradError } from "@retrograd/core";
import { CsvError, parse } from "#csv-parse";
import { formatError } from "../format-error.js";
import { longestLine } from "../table/plain-text.js";
import { blankEnd, countLineEnds } from "./line-ends.js";

/** Takes one line of a table: its cells, and its number from 1. */
export type LineReader = (cells: readonly string[], line: number) => void;

/** What lines are read from. */
export interface LineSource {
  /** Of the file. */
  readonly name: string;
  readonly delimiter: string;
  /** Lines of the file that come before these bytes; none unless told. */
  readonly before?: number;
}

/** Splits CSV text into lines and cells, handing on each line at once so that a large file is never held twice.
 *  UTF-8; lines end in \n, \r\n or \r; blank lines are skipped. Source: RFC 4180.
 *  A line's number is that of its end, where a quoted cell holds line breaks.
 *  @throws RetrogradError E_DATA_FORMAT with file and line; whatever `read` throws */
export function parseLines(
  bytes: Uint8Array,
  { name, delimiter, before = 0 }: LineSource,
  read: LineReader,
): void {
  let done = 0;
  let lastLine = before;
  try {
    parse(bytes, {
      delimiter,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: longestLine,
      on_record(cells, { bytes: end }) {
        // the parser's own count takes \r\n within quotes for two lines
        const ends = countLineEnds(bytes, done, end);
        done = end;
        lastLine += ends;
        const unended = end === bytes.length && countLineEnds(bytes, end - 1, end) === 0;
        read(cells, unended ? lastLine + 1 : lastLine);
        return null;
      },
    });
  } catch (error) {
    if (error instanceof RetrogradError || !(error instanceof CsvError)) throw error;
    const blank = blankEnd(bytes, done);
    const line = lastLine + countLineEnds(bytes, done, blank) + 1;
    throw formatError(`${name}:${line}`, phrases[error.code] ?? error.message, { file: name, line });
  }
}

const phrases: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote (") that opens here is never closed',
  CSV_INVALID_CLOSING_QUOTE:
    'after a closing quote (") must come the delimiter or the end of the line; a quote within a quoted cell is written twice',
  INVALID_OPENING_QUOTE:
    'a quote (") must open its cell; put the whole cell in quotes and write the quote twice',
  CSV_MAX_RECORD_SIZE: tooLong(),
};

/** What to say of a line that is too long. */
export function tooLong(): string {
  return `a line must have at most ${longestLine} characters; is a quote (") not closed, or is this no CSV file?`;
}
