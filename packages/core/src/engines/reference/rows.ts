import type { FloatArray } from "../../dtype.js";

/** out [rows, columns] = x + row, row: [columns] */
export function addRow(out: FloatArray, x: FloatArray, row: FloatArray): void {
  const columns = row.length;
  for (let begin = 0; begin < x.length; begin += columns) {
    for (let j = 0; j < columns; j++) out[begin + j] = x[begin + j] + row[j];
  }
}

/** out [columns] = sum of x [rows, columns] over the rows */
export function sumRows(out: FloatArray, x: FloatArray): void {
  const columns = out.length;
  out.fill(0);
  for (let begin = 0; begin < x.length; begin += columns) {
    for (let j = 0; j < columns; j++) out[j] += x[begin + j];
  }
}

/** Sum of all elements, accumulated in float64. */
export function sum(x: FloatArray): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) total += x[i];
  return total;
}
