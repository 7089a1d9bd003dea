import { formatError } from "../format-error.js";
import { type RowPlace, textCells } from "../table/cells.js";
import { checkWidth } from "../table/check-width.js";
import { chooseColumns } from "../table/choose-columns.js";
import { type MakeStore, type StoredTable, storeTable, type TableStore } from "../table/store-table.js";
import { countLineEnds, lastLineEnd } from "./line-ends.js";
import type { CsvOptions } from "./options.js";
import { parseLines } from "./parse-lines.js";
import { type LineLayout, plainLines } from "./plain-lines.js";

/** Takes CSV text in pieces, and makes a data set of it. */
export interface CsvTable {
  /** Lines that have been read. */
  readonly lines: number;
  /** Takes whole lines.
   *  @throws RetrogradError E_DATA_FORMAT with file, line and column */
  read(bytes: Uint8Array): void;
  /** @throws RetrogradError E_DATA_FORMAT where there was no sample */
  finish(): StoredTable;
}

// bytes that are parsed at once by the parser of all CSV
const parsed = 2 ** 16;

/** A table of the lines of one CSV file. Most lines are plain, and are read from their bytes; the first, and those that are not
 *  plain, are taken apart by the parser of all CSV. Which of the two reads a line does not show in what is read. */
export function csvTable(name: string, options: CsvOptions, makeStore: MakeStore): CsvTable {
  const { header, delimiter } = options;
  const delimiterByte = delimiter < "\x80" ? delimiter.charCodeAt(0) : undefined;
  let found: { readonly table: TableStore; readonly width: number; readonly layout?: LineLayout } | undefined;
  let lines = 0;
  let samples = 0;
  const placeOf = (line: number): RowPlace => ({ file: name, unit: "line", number: line });

  const begin = (cells: readonly string[], line: number) => {
    const columns = chooseColumns(cells, `${name}:${line}`, options);
    const table = storeTable(columns, { options, named: header, reader: textCells, file: name }, makeStore);
    const numberOf: LineLayout["numberOf"] = (at, label, before) =>
      table.numberOf(at, label, placeOf(lines + before + 1));
    const { width, places, labelled } = table;
    const layout = delimiterByte && { delimiter: delimiterByte, width, places, labelled, numberOf };
    found = { table, width: columns.width, ...(layout && { layout }) };
    return found;
  };

  /** Reads lines as long as they are plain. Returns the bytes that are done. */
  const readPlain = (bytes: Uint8Array): number => {
    if (found?.layout === undefined) return 0;
    const done = plainLines(bytes, found.layout, found.table.room());
    lines += done.lines;
    samples += done.rows;
    found.table.took(done.rows);
    return done.end;
  };

  const readAny = (bytes: Uint8Array): void => {
    parseLines(bytes, { name, delimiter, before: lines }, (cells, line) => {
      const first = found === undefined;
      const { table, width } = found ?? begin(cells, line);
      if (first && header) return;
      checkWidth(cells, width, placeOf(line));
      table.add(cells, placeOf(line));
      samples++;
    });
    lines += countLineEnds(bytes, 0, bytes.length);
  };

  return {
    get lines() {
      return lines;
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
    finish() {
      if (found === undefined) throw formatError(name, "is empty: a CSV file needs samples, one a line");
      if (samples === 0) throw formatError(name, "has a header but no samples");
      return found.table.finish();
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
