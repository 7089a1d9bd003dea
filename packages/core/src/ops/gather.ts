import { requireMembers } from "../argument.js";
import type { DType } from "../dtype.js";
import type { Engine, RowScaling, RowValues } from "../engine.js";
import { RetrogradError } from "../errors.js";
import { formatShape, type Shape, sizeOf } from "../shape.js";
import { bufferOf, newTensor, type Tensor } from "../tensor.js";

/** Rows of one shape for minibatches, stored flat in their original number type. */
export interface Rows {
  /** Shape of a row: [784], [1, 28, 28], [] for a number. */
  readonly shape: Shape;
  readonly values: RowValues;
  /** `(value - offset) / divisor`; default: values as stored */
  readonly scaling?: RowScaling;
}

/** Engine and number type of a gathered batch. */
export interface GatherOptions {
  readonly engine: Engine;
  readonly dtype: DType;
}

/** Number of rows. */
export function rowCount(rows: Rows): number {
  requireRows("rowCount", rows);
  const size = sizeOf(rows.shape);
  return size === 0 ? 0 : rows.values.length / size;
}

/** A minibatch: the rows at `indices`, scaled and converted in one pass. -> [indices, ...shape]
 *  Scaled bytes are rounded to float32, so that f32 and f64 networks get the same inputs.
 *  @throws RetrogradError E_SHAPE when an index is out of range, or the shape does not fit the values or the scaling */
export function gather(rows: Rows, indices: ArrayLike<number>, options: GatherOptions): Tensor {
  requireRows("gather", rows);
  requireMembers("gather", "indices", indices, {
    expected: "a list of row numbers, such as [0, 2]",
    members: { length: "number" },
  });
  requireMembers("gather", "options", options, {
    expected: "{ engine, dtype }, such as the network that takes the rows",
    members: { engine: "object", dtype: "string" },
  });
  const count = rowCount(rows);
  checkRows(rows, count);
  for (let i = 0; i < indices.length; i++) {
    if (!(Number.isInteger(indices[i]) && indices[i] >= 0 && indices[i] < count)) {
      throw new RetrogradError(
        "E_SHAPE",
        `gather: indices[${i}] must be from 0 to ${count - 1}, got ${indices[i]}`,
      );
    }
  }
  const batch = newTensor(options.engine, options.dtype, [indices.length, ...rows.shape]);
  options.engine.kernels.gatherBatch(bufferOf(batch), rows.values, indices, rows.scaling);
  return batch;
}

function requireRows(who: string, rows: unknown): void {
  requireMembers(who, "rows", rows, {
    expected: "rows { shape, values }, such as { shape: [2], values: Float32Array.of(1, 2) }",
    members: { shape: "array", values: "object" },
  });
}

function checkRows(rows: Rows, count: number): void {
  const size = sizeOf(rows.shape);
  if (!Number.isInteger(count)) {
    throw new RetrogradError(
      "E_SHAPE",
      `gather: ${rows.values.length} values are not a whole number of rows ${formatShape(rows.shape)}`,
    );
  }
  const [offsets, divisors] = [rows.scaling?.offset.length ?? 1, rows.scaling?.divisor.length ?? 1];
  if (offsets !== divisors || (offsets !== 1 && offsets !== size)) {
    throw new RetrogradError(
      "E_SHAPE",
      `gather: scaling needs 1 offset and divisor or ${size} of each, got ${offsets} and ${divisors}`,
    );
  }
}
