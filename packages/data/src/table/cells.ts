import { formatValue } from "@retrograd/plugin";
import { formatError } from "../format-error.js";

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

// of a decimal comma, or of groups of digits
const withComma = /^[+-]?[\d.]+(,\d+)+(\.\d+)?$/;

/** A sample of a table: a line of a file of text, or a row, both from 1. */
export interface RowPlace {
  readonly file: string;
  readonly unit: "line" | "row";
  readonly number: number;
}

/** Whether a cell is a decimal number that a float64 can hold. */
export function isNumber(cell: string): boolean {
  return decimal.test(cell) && Number.isFinite(Number(cell));
}

/** What a label is where cells have a type; "label" where they have none, as in CSV. */
export type LabelKind = "label" | "text" | "number" | "boolean";

/** How the cells of a kind of table are read; `column` is the column's name, or its place as text. */
export interface CellReader {
  /** The number in a cell. `mend` ends the message of the error.
   *  @throws RetrogradError E_DATA_FORMAT with file, row and column */
  number(cell: unknown, place: RowPlace, column: string, mend?: string): number;
  /** The class or category in a cell. @throws RetrogradError E_DATA_FORMAT with file, row and column */
  label(cell: unknown, place: RowPlace, column: string): string;
  /** What a label is. */
  kindOf(cell: unknown): LabelKind;
}

/** Cells of a table of text. A number is a decimal number, strictly, with or without exponent; a label any text but none;
 *  spaces around them are allowed. */
export const textCells: CellReader = {
  number(cell, place, column, mend = "") {
    const text = String(cell).trim();
    if (isNumber(text)) return Number(text);
    const own = withComma.test(text) ? ": a number has a point, and no commas between its digits" : mend;
    throw cellError(place, column, `must be a number, got ${shown(text)}${own}`);
  },
  label(cell, place, column) {
    return labelOf(String(cell).trim(), place, column);
  },
  kindOf: () => "label",
};

/** Cells that have a type. A number is one, or true or false as 1 and 0; a label is text as it stands, a number, true or false.
 *  Text is no number, and a number must be one that float64 holds exactly. */
export const typedCells: CellReader = {
  number(cell, place, column, mend = "") {
    const number = typeof cell === "boolean" ? Number(cell) : numberOf(cell);
    if (number !== undefined) return number;
    const own = typeof cell === "string" && isNumber(cell) ? ": write it without quotes" : mend;
    throw cellError(place, column, `must be a number, got ${shown(cell)}${own}`);
  },
  label(cell, place, column) {
    if (typeof cell === "string") return labelOf(cell, place, column);
    if (typeof cell === "boolean" || typeof cell === "bigint") return String(cell);
    const number = numberOf(cell);
    if (number === undefined)
      throw cellError(place, column, `must be text, a whole number, true or false, got ${shown(cell)}`);
    if (Number.isInteger(number) && !Number.isSafeInteger(number)) {
      throw cellError(
        place,
        column,
        `must be a class, text or a whole number smaller than 2^53, as larger ones are not held apart, got ${number}: write it as text`,
      );
    }
    return String(number);
  },
  kindOf(cell) {
    return typeof cell === "string" ? "text" : typeof cell === "boolean" ? "boolean" : "number";
  },
};

function numberOf(cell: unknown): number | undefined {
  if (typeof cell === "bigint") return Number.isSafeInteger(Number(cell)) ? Number(cell) : undefined;
  return typeof cell === "number" && Number.isFinite(cell) ? cell : undefined;
}

function labelOf(text: string, place: RowPlace, column: string): string {
  if (text.trim() === "") throw cellError(place, column, "must be a class, got an empty cell");
  // two different labels could become one
  if (!isUtf8(text))
    throw cellError(place, column, `must be UTF-8 text, got ${shown(text)}: save the file as UTF-8`);
  return text;
}

/** Whether a text was decoded from UTF-8: a decoder puts U+FFFD for bytes that are none. */
export function isUtf8(text: string): boolean {
  return !text.includes("\ufffd");
}

/** A text as it is shown in an error: its beginning where it is long. */
export function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** An error of one row of a table. */
export function rowError({ file, unit, number }: RowPlace, message: string, data = {}) {
  const where = unit === "line" ? `${file}:${number}` : `${file}, row ${number}`;
  return formatError(where, message, { file, [unit]: number, ...data });
}

/** An error of one cell. */
export function cellError(place: RowPlace, column: string, message: string) {
  return rowError(place, `column ${formatValue(column)} ${message}`, { column });
}

function shown(cell: unknown): string {
  if (cell === "") return "an empty cell";
  if (cell === undefined) return "nothing";
  if (Object.prototype.toString.call(cell) === "[object Date]") return "a date";
  if (typeof cell === "object" && cell !== null) return Array.isArray(cell) ? "a list" : "an object";
  return formatValue(cell);
}
