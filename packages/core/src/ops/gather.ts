import { requireMembers } from "../argument.js";
import type { DType } from "../dtype.js";
import type { Engine, RowScaling, RowValues } from "../engine.js";
import { RetrogradError } from "../errors.js";
import { formatShape, type Shape, sizeOf } from "../shape.js";
import { bufferOf, newTensor, type Tensor } from "../tensor.js";

/** Rows of one shape, stored flat in the type they came in, to be gathered into minibatches. */
export interface Rows {
  /** Shape of one row: [784], [1, 28, 28], [] for a number. */
  readonly shape: Shape;
  readonly values: RowValues;
  /** `(value - offset) / divisor`; none: as stored */
  readonly scaling?: RowScaling;
}

/** Where a gathered batch goes. */
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

/** A minibatch: the rows named by `indices`, scaled and widened in one pass. -> [indices, ...shape]
 *  Bytes are rounded to float32 after scaling, so f32 and f64 networks see the same input.
 *  @throws RetrogradError E_SHAPE when an index is no row, or values or scaling do not fit the rows' shape */
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
  options.engine.kernels.gatherRows(bufferOf(batch), rows.values, indices, rows.scaling);
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
      `gather: ${rows.values.length} values are no whole number of rows ${formatShape(rows.shape)}`,
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
