import { RetrogradError } from "../errors.js";
import { formatShape } from "../shape.js";
import { bufferOf, newTensor, requireTensor, type Tensor } from "../tensor.js";
import { checkMatrix, checkOperands } from "./operands.js";

/** Adds one row to every row: `y_ij = x_ij + row_j`.
 *  x: [rows, columns], row: [columns] -> y: [rows, columns]
 *  @throws RetrogradError E_SHAPE when row does not have the length of a row of x */
export function addRow(x: Tensor, row: Tensor): Tensor {
  checkOperands("addRow", x, row);
  const [, columns] = checkMatrix("addRow", x);
  if (row.shape.length !== 1 || row.shape[0] !== columns) {
    throw new RetrogradError(
      "E_SHAPE",
      `addRow: x ${formatShape(x.shape)} needs a row [${columns}], got ${formatShape(row.shape)}`,
    );
  }
  const y = newTensor(x.engine, x.dtype, x.shape);
  x.engine.kernels.addRow(bufferOf(y), bufferOf(x), bufferOf(row));
  return y;
}

/** Sums over the rows: `y_j = sum over i of x_ij`.
 *  x: [rows, columns] -> y: [columns] */
export function sumRows(x: Tensor): Tensor {
  const [, columns] = checkMatrix("sumRows", x);
  const y = newTensor(x.engine, x.dtype, [columns]);
  x.engine.kernels.sumRows(bufferOf(y), bufferOf(x));
  return y;
}

/** Sum of all elements as a number, accumulated in float64. x: any shape */
export function sum(x: Tensor): number {
  requireTensor("sum", "x", x);
  return x.engine.kernels.sum(bufferOf(x));
}

/** Column of each row's largest element, the first if several are equal. NaN counts as the largest.
 *  x: [rows, columns] -> [rows] indices */
export function argmaxRows(x: Tensor): Int32Array {
  const [rows, columns] = checkMatrix("argmaxRows", x);
  const values = x.data;
  const best = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 1; j < columns; j++) {
      const value = values[i * columns + j];
      const highest = values[i * columns + best[i]];
      if (value > highest || (Number.isNaN(value) && !Number.isNaN(highest))) best[i] = j;
    }
  }
  return best;
}
