import type { FloatArray } from "../../dtype.js";
import type { RowScaling, RowValues } from "../../engine.js";

/** The scaling that changes nothing. */
export const unscaled: RowScaling = { offset: Float64Array.of(0), divisor: Float64Array.of(1) };

/** out [indices, columns] = (values[index] - offset) / divisor, row by row; bytes are rounded to float32 */
export function gatherBatch(
  out: FloatArray,
  values: RowValues,
  indices: ArrayLike<number>,
  scaling: RowScaling = unscaled,
): void {
  const { offset, divisor } = scaling;
  const columns = out.length / indices.length;
  const perColumn = divisor.length > 1 ? 1 : 0;
  const bytes = values instanceof Uint8Array;
  for (let i = 0, next = 0; i < indices.length; i++) {
    const begin = indices[i] * columns;
    for (let j = 0; j < columns; j++, next++) {
      const scaled = (values[begin + j] - offset[j * perColumn]) / divisor[j * perColumn];
      out[next] = bytes ? Math.fround(scaled) : scaled;
    }
  }
}
