import { RetrogradError, type RowScaling } from "@retrograd/core";
import type { StoredSamples } from "@retrograd/plugin";

/** Some of the samples that are stored, as samples of their own, scaled as they are gathered. */
export function storedView(
  of: StoredSamples,
  rows: Int32Array,
  scaling: RowScaling | undefined,
): StoredSamples {
  const scaled = scaling === undefined ? {} : { scaling };
  const named = (indices: ArrayLike<number>) => Int32Array.from(indices, (index) => rowAt(rows, index));
  return {
    count: rows.length,
    x: { ...of.x, ...scaled },
    t: of.t,
    read(indices) {
      const { x, t } = of.read(named(indices));
      return { x: { ...x, ...scaled }, t };
    },
    ...(of.prefetch && { prefetch: (indices) => of.prefetch?.(named(indices)) }),
  };
}

function rowAt(rows: Int32Array, index: number): number {
  const row = rows[index];
  if (row !== undefined) return row;
  throw new RetrogradError("E_SHAPE", `a sample must be from 0 to ${rows.length - 1}, got ${index}`);
}
