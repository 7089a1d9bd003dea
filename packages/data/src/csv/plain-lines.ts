import { isUtf8 } from "../table/cells.js";
import { plainNumber } from "./plain-number.js";

/** How lines become rows of numbers. */
export interface LineLayout {
  /** Byte between cells. */
  readonly delimiter: number;
  /** Numbers in a row. */
  readonly width: number;
  /** For each cell of a line its place in the row, or -1 for a cell that is not read. */
  readonly places: Int32Array;
  /** For each place whether a label stands there. */
  readonly labelled: readonly boolean[];
  /** The number of the label in one place; `before`: lines that are done before that line. */
  numberOf(at: number, label: string, before: number): number;
}

/** How far lines were read. */
export interface PlainLines {
  /** Bytes of the lines that are done. */
  readonly end: number;
  /** Lines that are done, blank ones too. */
  readonly lines: number;
  readonly rows: number;
}

const [quote, lineFeed, carriageReturn] = [0x22, 0x0a, 0x0d];

/** Reads lines straight from their bytes into rows, until the bytes end, `out` is full, or a line comes that is not plain: with
 *  another number of cells, a quote or a line break in a quoted cell, a lone carriage return, or a cell that is no number or no
 *  label. What that line means, or what is wrong with it, is for `parseLines` to say. */
export function plainLines(bytes: Uint8Array, layout: LineLayout, out: Float64Array): PlainLines {
  const { delimiter, width, places, labelled } = layout;
  const most = Math.floor(out.length / width);
  const lastCell = places.length - 1;
  let [end, lines, rows] = [0, 0, 0];
  while (end < bytes.length && rows < most) {
    let at = end;
    if (bytes[at] === lineFeed) {
      end++;
      lines++;
      continue;
    }
    for (let cell = 0; cell <= lastCell; cell++) {
      const quoted = bytes[at] === quote;
      if (quoted) at++;
      const begin = at;
      at = quoted ? quotedEnd(bytes, at) : cellEnd(bytes, at, delimiter);
      const cellStop = at;
      if (quoted) {
        if (bytes[at] !== quote) return { end, lines, rows };
        at++;
      }
      // between cells a delimiter, and after the last a line break or the end
      if (cell < lastCell ? bytes[at] !== delimiter : !endsLine(bytes, at)) return { end, lines, rows };
      const place = places[cell];
      if (place >= 0) {
        let value: number;
        if (labelled[place]) {
          const label = plainLabel(bytes, begin, cellStop);
          if (label === "") return { end, lines, rows };
          value = layout.numberOf(place, label, lines);
        } else {
          value = plainNumber(bytes, begin, cellStop);
          if (Number.isNaN(value)) return { end, lines, rows };
        }
        out[rows * width + place] = value;
      }
      if (cell < lastCell) at++;
    }
    if (bytes[at] === carriageReturn) at++;
    end = Math.min(at + 1, bytes.length);
    lines++;
    rows++;
  }
  return { end, lines, rows };
}

/** Where a cell without quotes ends: at the delimiter, at a line break, at the end, or at a quote, which must not be there. */
function cellEnd(bytes: Uint8Array, begin: number, delimiter: number): number {
  let at = begin;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === delimiter || byte === lineFeed || byte === carriageReturn || byte === quote) break;
    at++;
  }
  return at;
}

/** Where a quoted cell ends: at its second quote, or at a line break, which is not plain. */
function quotedEnd(bytes: Uint8Array, begin: number): number {
  let at = begin;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === quote || byte === lineFeed || byte === carriageReturn) break;
    at++;
  }
  return at;
}

function endsLine(bytes: Uint8Array, at: number): boolean {
  if (at >= bytes.length || bytes[at] === lineFeed) return true;
  return bytes[at] === carriageReturn && (at + 1 >= bytes.length || bytes[at + 1] === lineFeed);
}

/** The label in these bytes; nothing where it is empty, or no ASCII. */
function plainLabel(bytes: Uint8Array, begin: number, end: number): string {
  let text = "";
  for (let at = begin; at < end; at++) {
    if (bytes[at] >= 0x80) return otherLabel(bytes.subarray(begin, end));
    text += String.fromCharCode(bytes[at]);
  }
  return text.trim();
}

/** A label of any characters; nothing where it is no UTF-8. */
function otherLabel(bytes: Uint8Array): string {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes).trim();
  return isUtf8(text) ? text : "";
}
