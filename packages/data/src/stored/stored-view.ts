import { RetrogradError, type RowScaling } from "@retrograd/core";
import type { StoredSamples } from "@retrograd/plugin";

/** A view of some stored samples, with a scaling for `gather`. */
export function storedView(
  of: StoredSamples,
  rows: Int32Array,
  scaling: RowScaling | undefined,
): StoredSamples {
  const scaled = scaling === undefined ? {} : { scaling };
  const rowsAt = (indices: ArrayLike<number>) => Int32Array.from(indices, (index) => rowAt(rows, index));
  return {
    count: rows.length,
    x: { ...of.x, ...scaled },
    t: of.t,
    read(indices) {
      const { x, t } = of.read(rowsAt(indices));
      return { x: { ...x, ...scaled }, t };
    },
    ...(of.prefetch && { prefetch: (indices) => of.prefetch?.(rowsAt(indices)) }),
  };
}

function rowAt(rows: Int32Array, index: number): number {
  const row = rows[index];
  if (row !== undefined) return row;
  throw new RetrogradError(
    "E_SHAPE",
    `the index of a sample must be from 0 to ${rows.length - 1}, got ${index}`,
  );
}
