import { formatValue } from "@retrograd/network";
import { formatError } from "../format-error.js";
import type { Column } from "./choose-columns.js";

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** Where a cell stands. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: Column;
}

/** Whether a cell is a decimal number that a float64 can hold. */
export function isNumber(cell: string): boolean {
  return decimal.test(cell) && Number.isFinite(Number(cell));
}

/** The number in a cell, strictly: a decimal number, with or without exponent, spaces around it allowed.
 *  @throws RetrogradError E_DATA_FORMAT with file, line and column */
export function numberIn(cell: string, place: Place): number {
  const text = cell.trim();
  if (!isNumber(text)) throw cellError(place, `must be a number, got ${shown(text)}`);
  return Number(text);
}

/** The label in a cell: any text but none. @throws RetrogradError E_DATA_FORMAT with file, line and column */
export function labelIn(cell: string, place: Place): string {
  const text = cell.trim();
  if (text === "") throw cellError(place, "must be a class, got an empty cell");
  // what a decoder puts for bytes that are no UTF-8; two different labels could become one
  if (text.includes("\ufffd")) throw cellError(place, `must be UTF-8 text, got ${shown(text)}`);
  return text;
}

/** An error of one cell. */
export function cellError({ file, line, column }: Place, message: string) {
  const data = { file, line, column: column.name };
  return formatError(`${file}:${line}`, `column ${formatValue(column.name)} ${message}`, data);
}

function shown(text: string): string {
  return text === "" ? "an empty cell" : formatValue(text);
}
