import { type Rows, type RowValues, rowCount, sizeOf } from "@retrograd/core";
import type { Samples } from "@retrograd/plugin";

/** Copies the samples at `indices`, in that order; bytes stay bytes. */
export function takeSamples({ x, t }: Samples, indices: Int32Array): Samples {
  return { x: takeRows(x, indices), t: takeRows(t, indices) };
}

/** The first samples, at most `limit`, in shared memory. */
export function firstSamples({ x, t }: Samples, limit: number): Samples {
  return { x: firstRows(x, limit), t: firstRows(t, limit) };
}

function takeRows(rows: Rows, indices: Int32Array): Rows {
  const size = sizeOf(rows.shape);
  const values = emptyLike(rows.values, indices.length * size);
  for (const [row, index] of indices.entries()) {
    values.set(rows.values.subarray(index * size, (index + 1) * size), row * size);
  }
  return { ...rows, values };
}

function firstRows(rows: Rows, limit: number): Rows {
  const count = Math.min(limit, rowCount(rows));
  return { ...rows, values: rows.values.subarray(0, count * sizeOf(rows.shape)) };
}

function emptyLike(values: RowValues, length: number): RowValues {
  if (values instanceof Uint8Array) return new Uint8Array(length);
  return values instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
}
