import type { RowPlace } from "../table/cells.js";
import { checkWidth } from "../table/check-width.js";
import type { RowSink } from "../table/row-sink.js";
import { countLineEnds, lastLineEnd } from "./line-ends.js";
import { parseLines } from "./parse-lines.js";
import { type LineLayout, plainLines } from "./plain-lines.js";

/** What the first line of a table determines. */
export interface FirstLine {
  /** Receives the rows of the table. */
  readonly sink: RowSink;
  /** Cells that every line must have. */
  readonly cells: number;
  /** Whether it is a header, not a row. */
  readonly header: boolean;
}

/** Parses CSV text in pieces and adds its rows to a sink. */
export interface CsvRows {
  /** Lines that have been read. */
  readonly lines: number;
  /** Rows that have been read. */
  readonly rows: number;
  /** Parses whole lines.
   *  @throws RetrogradError E_DATA_FORMAT with file, line and column */
  read(bytes: Uint8Array): void;
}

// bytes that the general parser gets at once
const parsedLength = 2 ** 16;

/** A parser of the rows of one CSV file. `onFirstLine` is called with the first line. Plain lines, which are most, are parsed
 *  straight from their bytes. The first line and those that are not plain go to the general CSV parser. Both give the same rows. */
export function csvRows(
  name: string,
  delimiter: string,
  onFirstLine: (cells: readonly string[], line: number) => FirstLine,
): CsvRows {
  const delimiterByte = delimiter < "\x80" ? delimiter.charCodeAt(0) : undefined;
  let table: (FirstLine & { readonly layout?: LineLayout }) | undefined;
  let lines = 0;
  let rows = 0;
  const placeOf = (line: number): RowPlace => ({ file: name, unit: "line", number: line });

  const start = (cells: readonly string[], line: number) => {
    const first = onFirstLine(cells, line);
    const { width, positions, labelled, numberOf } = first.sink;
    const layout = delimiterByte && {
      delimiter: delimiterByte,
      width,
      positions,
      labelled,
      numberOf: (position: number, label: string, before: number) =>
        numberOf(position, label, placeOf(lines + before + 1)),
    };
    table = { ...first, ...(layout && { layout }) };
    return table;
  };

  /** Parses lines up to the first that is not plain. Returns the number of bytes parsed. */
  const readPlain = (bytes: Uint8Array): number => {
    if (table?.layout === undefined) return 0;
    const done = plainLines(bytes, table.layout, table.sink.buffer());
    lines += done.lines;
    rows += done.rows;
    table.sink.advance(done.rows);
    return done.end;
  };

  const readAny = (bytes: Uint8Array): void => {
    parseLines(bytes, { name, delimiter, before: lines }, (cells, line) => {
      const first = table === undefined;
      const { sink, cells: width, header } = table ?? start(cells, line);
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
      for (let offset = 0; offset < bytes.length; ) {
        const rest = bytes.subarray(offset);
        const done = readPlain(rest);
        const next = done > 0 ? done : someLines(rest);
        if (done === 0) readAny(rest.subarray(0, next));
        offset += next;
      }
    },
  };
}

/** Length of the first lines in bytes: about as many as are parsed at once, but at least one line. */
function someLines(bytes: Uint8Array): number {
  for (let size = parsedLength; size < bytes.length; size *= 2) {
    const end = lastLineEnd(bytes.subarray(0, size));
    if (end > 0) return end;
  }
  return bytes.length;
}
