import { isUtf8 } from "../table/cells.js";
import { plainNumber } from "./plain-number.js";

/** How lines become rows of numbers. */
export interface LineLayout {
  /** The byte between cells. */
  readonly delimiter: number;
  /** Numbers in a row. */
  readonly width: number;
  /** The position in the row of each cell of a line; -1 for a cell that is not read. */
  readonly positions: Int32Array;
  /** For each position in the row, whether it has a label. */
  readonly labelled: readonly boolean[];
  /** The number of the label at a position of the row; `before`: number of lines parsed before this line. */
  numberOf(position: number, label: string, before: number): number;
}

/** The result of `plainLines`. */
export interface PlainLines {
  /** Number of bytes parsed. */
  readonly end: number;
  /** Number of lines parsed, including blank ones. */
  readonly lines: number;
  readonly rows: number;
}

const [quote, lineFeed, carriageReturn] = [0x22, 0x0a, 0x0d];

/** Parses lines straight from their bytes into rows, until the bytes end, `out` is full, or a line is not plain: it has another
 *  number of cells, a quote or a line break within a quoted cell, a lone carriage return, or a cell that is not a number or a
 *  label. `parseLines` parses such a line, or reports what is wrong with it. */
export function plainLines(bytes: Uint8Array, layout: LineLayout, out: Float64Array): PlainLines {
  const { delimiter, width, positions, labelled } = layout;
  const maxRows = Math.floor(out.length / width);
  const lastCell = positions.length - 1;
  let [end, lines, rows] = [0, 0, 0];
  while (end < bytes.length && rows < maxRows) {
    let offset = end;
    if (bytes[offset] === lineFeed) {
      end++;
      lines++;
      continue;
    }
    for (let cell = 0; cell <= lastCell; cell++) {
      const quoted = bytes[offset] === quote;
      if (quoted) offset++;
      const start = offset;
      offset = quoted ? quotedEnd(bytes, offset) : cellEnd(bytes, offset, delimiter);
      const cellStop = offset;
      if (quoted) {
        if (bytes[offset] !== quote) return { end, lines, rows };
        offset++;
      }
      // a cell ends with a delimiter, the last one with a line break or the end of the text
      if (cell < lastCell ? bytes[offset] !== delimiter : !endsLine(bytes, offset))
        return { end, lines, rows };
      const position = positions[cell];
      if (position >= 0) {
        let value: number;
        if (labelled[position]) {
          const label = plainLabel(bytes, start, cellStop);
          if (label === "") return { end, lines, rows };
          value = layout.numberOf(position, label, lines);
        } else {
          value = plainNumber(bytes, start, cellStop);
          if (Number.isNaN(value)) return { end, lines, rows };
        }
        out[rows * width + position] = value;
      }
      if (cell < lastCell) offset++;
    }
    if (bytes[offset] === carriageReturn) offset++;
    end = Math.min(offset + 1, bytes.length);
    lines++;
    rows++;
  }
  return { end, lines, rows };
}

/** The end of a cell without quotes: a delimiter, a line break, the end of the text, or a quote, which is an error there. */
function cellEnd(bytes: Uint8Array, start: number, delimiter: number): number {
  let offset = start;
  while (offset < bytes.length) {
    const byte = bytes[offset];
    if (byte === delimiter || byte === lineFeed || byte === carriageReturn || byte === quote) break;
    offset++;
  }
  return offset;
}

/** The end of a quoted cell: its second quote, or a line break, which is not plain. */
function quotedEnd(bytes: Uint8Array, start: number): number {
  let offset = start;
  while (offset < bytes.length) {
    const byte = bytes[offset];
    if (byte === quote || byte === lineFeed || byte === carriageReturn) break;
    offset++;
  }
  return offset;
}

function endsLine(bytes: Uint8Array, offset: number): boolean {
  if (offset >= bytes.length || bytes[offset] === lineFeed) return true;
  return bytes[offset] === carriageReturn && (offset + 1 >= bytes.length || bytes[offset + 1] === lineFeed);
}

/** The label in these bytes, without spaces around it; "" if it is empty or not UTF-8. */
function plainLabel(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let index = start; index < end; index++) {
    if (bytes[index] >= 0x80) return otherLabel(bytes.subarray(start, end));
    text += String.fromCharCode(bytes[index]);
  }
  return text.trim();
}

/** A label that is not ASCII; "" if it is empty or not UTF-8. */
function otherLabel(bytes: Uint8Array): string {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes).trim();
  return isUtf8(text) ? text : "";
}
