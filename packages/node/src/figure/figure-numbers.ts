import type { FigureValue } from "./layer-figure.js";

/** A number with a few digits: 0.731, 1.36, -2. What rounding leaves of a 0 is written as 0. */
function formatNumber(value: number, digits = 4): string {
  if (Math.abs(value) < 1e-12) return "0";
  return String(Number(value.toPrecision(digits)));
}

/** How a value is written. */
export interface ValueStyle {
  /** Significant digits of each number. Default: 4. */
  readonly digits?: number;
  /** Whether the numbers of a single row stand below each other. Default: false. */
  readonly isStacked?: boolean;
  /** Maximum number of rows, and of numbers in a row; the others become dots. Default: 4, as many as fit a drawing. */
  readonly max?: number;
}

/** A value as lines of text, one for each row of its last axis: ["1, -0.5", "-2, 3"]. Large values are cut, with dots. */
export function valueLines(
  { shape, data }: FigureValue,
  { digits = 4, isStacked = false, max = 4 }: ValueStyle = {},
): readonly string[] {
  const width = shape.at(-1) ?? 1;
  const rows = Array.from({ length: data.length / width }, (_, row) => {
    const numbers = data.slice(row * width, (row + 1) * width).map((value) => formatNumber(value, digits));
    return numbers.length > max ? [...numbers.slice(0, max - 1), "..."] : numbers;
  });
  const [row] = rows;
  if (isStacked && rows.length === 1 && row !== undefined) return row;
  const lines = rows.map((numbers) => numbers.join(", "));
  return lines.length > max ? [...lines.slice(0, max - 1), "..."] : lines;
}

/** A value on one line, rows separated as `--values` takes them: "1, -0.5; -2, 3". */
export function valueText(value: FigureValue): string {
  return valueLines(value, { max: 8 }).join("; ");
}
