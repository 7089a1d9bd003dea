import { RetrogradError } from "../errors.js";
import { formatShape, type Shape } from "../shape.js";
import { bufferOf, newTensor, type Tensor } from "../tensor.js";
import { checkIndices, checkMatrix, checkOperands } from "./operands.js";

/** The rows of a table with the numbers `ids`: `y[.., j] = table[ids[..], j]`, as in an embedding.
 *  table: [rows, columns], ids: any shape, whole numbers from 0 to rows - 1 -> y: [...ids, columns]
 *  @throws RetrogradError E_SHAPE when an id is not a row of the table */
export function gatherRows(table: Tensor, ids: Tensor): Tensor {
  checkOperands("gatherRows", table, ids);
  const [rows, columns] = checkMatrix("gatherRows", table);
  checkIndices("gatherRows", "ids", ids, rows);
  const y = newTensor(table.engine, table.dtype, [...ids.shape, columns]);
  table.engine.kernels.lookup.gatherRows(bufferOf(y), bufferOf(table), bufferOf(ids));
  return y;
}

/** The adjoint of gatherRows: row r of y is the sum of the rows of dy whose id is r, added in the order of `ids`.
 *  dy: [...ids, columns], ids: any shape, whole numbers from 0 to rows - 1 -> y: [rows, columns]
 *  @throws RetrogradError E_SHAPE when an id is not below `rows`, or dy does not have the shape of the ids */
export function scatterAddRows(dy: Tensor, ids: Tensor, rows: number): Tensor {
  checkOperands("scatterAddRows", dy, ids);
  const columns = columnsOf(dy.shape, ids.shape);
  checkIndices("scatterAddRows", "ids", ids, rows);
  const y = newTensor(dy.engine, dy.dtype, [rows, columns]);
  bufferOf(y).fill(0);
  dy.engine.kernels.lookup.scatterAddRows(bufferOf(y), bufferOf(dy), bufferOf(ids));
  return y;
}

function columnsOf(dy: Shape, ids: Shape): number {
  const columns = dy.at(-1);
  if (columns !== undefined && dy.length === ids.length + 1 && ids.every((n, axis) => n === dy[axis]))
    return columns;
  throw new RetrogradError(
    "E_SHAPE",
    `scatterAddRows: ids ${formatShape(ids)} need dy ${formatShape(ids).slice(0, -1)}${ids.length > 0 ? ", " : ""}columns], got ${formatShape(dy)}`,
  );
}
