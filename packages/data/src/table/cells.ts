import { formatValue } from "@retrograd/plugin";
import { formatError } from "../format-error.js";

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

// with a decimal comma, or commas between groups of digits
const withComma = /^[+-]?[\d.]+(,\d+)+(\.\d+)?$/;

/** The place of a sample in a table: a line of a text file, or a row. The first is 1. */
export interface RowPlace {
  readonly file: string;
  readonly unit: "line" | "row";
  readonly number: number;
}

/** Whether a cell is a decimal number that a float64 can hold. */
export function isNumber(cell: string): boolean {
  return decimal.test(cell) && Number.isFinite(Number(cell));
}

/** The type of a label; "label" if cells have no type, as in CSV. */
export type LabelKind = "label" | "text" | "number" | "boolean";

/** Reads the cells of a kind of table. `column`: the name of the column, or its index as text. */
export interface CellReader {
  /** The number in a cell. `hint` is added to the error message.
   *  @throws RetrogradError E_DATA_FORMAT with file, row and column */
  number(cell: unknown, place: RowPlace, column: string, hint?: string): number;
  /** The class or category in a cell. @throws RetrogradError E_DATA_FORMAT with file, row and column */
  label(cell: unknown, place: RowPlace, column: string): string;
  /** The type of a label. */
  kindOf(cell: unknown): LabelKind;
}

/** Cells of a table of text. A number is a decimal number with or without an exponent; a label is any text that is not empty.
 *  Spaces around them are allowed. */
export const textCells: CellReader = {
  number(cell, place, column, hint = "") {
    const text = String(cell).trim();
    if (isNumber(text)) return Number(text);
    const ending = withComma.test(text)
      ? ": write numbers with a decimal point and without commas between digits"
      : hint;
    throw cellError(place, column, `must be a number, got ${describe(text)}${ending}`);
  },
  label(cell, place, column) {
    return labelOf(String(cell).trim(), place, column);
  },
  kindOf: () => "label",
};

/** Cells with a type. A number is a number, or true or false as 1 and 0; a label is text, a number, true or false. Text is not
 *  a number. A whole number must be one that float64 holds exactly. */
export const typedCells: CellReader = {
  number(cell, place, column, hint = "") {
    const number = typeof cell === "boolean" ? Number(cell) : numberOf(cell);
    if (number !== undefined) return number;
    const ending = typeof cell === "string" && isNumber(cell) ? ": write it without quotes" : hint;
    throw cellError(place, column, `must be a number, got ${describe(cell)}${ending}`);
  },
  label(cell, place, column) {
    if (typeof cell === "string") return labelOf(cell, place, column);
    if (typeof cell === "boolean" || typeof cell === "bigint") return String(cell);
    const number = numberOf(cell);
    if (number === undefined)
      throw cellError(place, column, `must be text, a whole number, true or false, got ${describe(cell)}`);
    if (Number.isInteger(number) && !Number.isSafeInteger(number)) {
      throw cellError(
        place,
        column,
        `must be a class, text or a whole number smaller than 2^53, because larger ones are rounded, got ${number}: write it as text`,
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
  // different labels could become equal
  if (!isUtf8(text))
    throw cellError(place, column, `must be UTF-8 text, got ${describe(text)}: save the file as UTF-8`);
  return text;
}

/** Whether a text was decoded from valid UTF-8: a decoder replaces other bytes by U+FFFD. */
export function isUtf8(text: string): boolean {
  return !text.includes("\ufffd");
}

/** Shortens a long text for an error message. */
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

function describe(cell: unknown): string {
  if (cell === "") return "an empty cell";
  if (cell === undefined) return "nothing";
  if (Object.prototype.toString.call(cell) === "[object Date]") return "a date";
  if (typeof cell === "object" && cell !== null) return Array.isArray(cell) ? "a list" : "an object";
  return formatValue(cell);
}
