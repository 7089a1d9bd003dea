import { sizeOf, type Tensor, tensor } from "@retrograd/core";

/** A batch with another number of rows: the first rows of x, followed by scaled copies with the same signs.
 *  x: [batch, ...] -> [rows, ...] */
export function batchOf(x: Tensor, rows: number): Tensor {
  const shape = [rows, ...x.shape.slice(1)];
  const width = sizeOf(x.shape.slice(1));
  const { data, size } = x;
  const values = new Float64Array(sizeOf(shape));
  for (let i = 0; i < values.length; i++)
    values[i] = i < size ? data[i] : data[i % size] * (0.5 + ((7 * Math.floor(i / width)) % 11) / 8);
  return tensor(values, shape, x);
}

/** The first rows of a tensor. x: [batch, ...] -> [rows, ...] */
export function firstRows(x: Tensor, rows: number): Tensor {
  const shape = [rows, ...x.shape.slice(1)];
  return tensor(Array.from(x.data).slice(0, sizeOf(shape)), shape, x);
}
