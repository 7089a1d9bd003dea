import { RetrogradError } from "@retrograd/core";
import { CsvError, parse } from "#csv-parse";
import { formatError } from "../format-error.js";
import { maxLineLength } from "../table/plain-text.js";
import { blankEnd, countLineEnds } from "./line-ends.js";

/** Receives one line of a table: its cells, and its number. The first line is 1. */
export type LineReader = (cells: readonly string[], line: number) => void;

/** The source of some lines. */
export interface LineSource {
  /** The name of the file. */
  readonly name: string;
  readonly delimiter: string;
  /** Number of lines of the file before these bytes. Default: 0. */
  readonly before?: number;
}

/** Splits CSV text into lines and cells, and passes on each line immediately, so that a large file is not in memory twice.
 *  UTF-8; lines end in \n, \r\n or \r; blank lines are skipped. Source: RFC 4180.
 *  If a quoted cell has line breaks, the number of its line is that of the last one.
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
      max_record_size: maxLineLength,
      on_record(cells, { bytes: end }) {
        // the parser counts \r\n within quotes as two lines
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
    'a closing quote (") must be followed by the delimiter or the end of the line; write a quote within a quoted cell twice',
  INVALID_OPENING_QUOTE:
    'a quote (") must be at the start of its cell; put the whole cell in quotes and write the quote twice',
  CSV_MAX_RECORD_SIZE: tooLong(),
};

/** The message for a line that is too long. */
export function tooLong(): string {
  return `a line must have at most ${maxLineLength} characters; is a quote (") not closed, or is this not a CSV file?`;
}
