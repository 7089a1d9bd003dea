import type { RowPlace } from "../table/cells.js";
import { checkWidth } from "../table/check-width.js";
import type { RowSink } from "../table/row-sink.js";
import { countLineEnds, lastLineEnd } from "./line-ends.js";
import { parseLines } from "./parse-lines.js";
import { type LineLayout, plainLines } from "./plain-lines.js";

/** What the first line of a table says. */
export interface FirstLine {
  /** Where its rows go. */
  readonly sink: RowSink;
  /** Cells that every line must have. */
  readonly cells: number;
  /** Whether it names the columns, and is no row itself. */
  readonly header: boolean;
}

/** Takes CSV text in pieces, and puts its rows into a sink. */
export interface CsvRows {
  /** Lines that have been read. */
  readonly lines: number;
  /** Rows that have been read. */
  readonly rows: number;
  /** Takes whole lines.
   *  @throws RetrogradError E_DATA_FORMAT with file, line and column */
  read(bytes: Uint8Array): void;
}

// bytes that are parsed at once by the parser of all CSV
const parsed = 2 ** 16;

/** The rows of one CSV file; `begin` looks at its first line. Most lines are plain, and are read from their bytes; the first, and
 *  those that are not plain, are taken apart by the parser of all CSV. Which of the two reads a line does not show in what is read. */
export function csvRows(
  name: string,
  delimiter: string,
  begin: (cells: readonly string[], line: number) => FirstLine,
): CsvRows {
  const delimiterByte = delimiter < "\x80" ? delimiter.charCodeAt(0) : undefined;
  let found: (FirstLine & { readonly layout?: LineLayout }) | undefined;
  let lines = 0;
  let rows = 0;
  const placeOf = (line: number): RowPlace => ({ file: name, unit: "line", number: line });

  const start = (cells: readonly string[], line: number) => {
    const first = begin(cells, line);
    const { width, places, labelled, numberOf } = first.sink;
    const layout = delimiterByte && {
      delimiter: delimiterByte,
      width,
      places,
      labelled,
      numberOf: (at: number, label: string, before: number) =>
        numberOf(at, label, placeOf(lines + before + 1)),
    };
    found = { ...first, ...(layout && { layout }) };
    return found;
  };

  /** Reads lines as long as they are plain. Returns the bytes that are done. */
  const readPlain = (bytes: Uint8Array): number => {
    if (found?.layout === undefined) return 0;
    const done = plainLines(bytes, found.layout, found.sink.room());
    lines += done.lines;
    rows += done.rows;
    found.sink.took(done.rows);
    return done.end;
  };

  const readAny = (bytes: Uint8Array): void => {
    parseLines(bytes, { name, delimiter, before: lines }, (cells, line) => {
      const first = found === undefined;
      const { sink, cells: width, header } = found ?? start(cells, line);
      if (first && header) return;
      checkWidth(cells, width, placeOf(line));
      sink.add(cells, placeOf(line));
      rows++;
    });
    lines += countLineEnds(bytes, 0, bytes.length);
  };

  return {
    get lines() {
      return lines;
    },
    get rows() {
      return rows;
    },
    read(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const rest = bytes.subarray(at);
        const done = readPlain(rest);
        const next = done > 0 ? done : someLines(rest);
        if (done === 0) readAny(rest.subarray(0, next));
        at += next;
      }
    },
  };
}

/** Bytes of the first lines: about as many as are parsed at once, and one line at least. */
function someLines(bytes: Uint8Array): number {
  for (let size = parsed; size < bytes.length; size *= 2) {
    const end = lastLineEnd(bytes.subarray(0, size));
    if (end > 0) return end;
  }
  return bytes.length;
}
