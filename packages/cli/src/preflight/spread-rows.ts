import { rowCount } from "@retrograd/core";
import type { Samples } from "@retrograd/network";

/** Indices of at most so many samples, spread evenly, since tables are often sorted by class. */
export function rowsSpread({ t }: Samples, most: number): Int32Array {
  const rows = rowCount(t);
  const count = Math.min(most, rows);
  return Int32Array.from({ length: count }, (_, i) => Math.floor((i * rows) / count));
}
