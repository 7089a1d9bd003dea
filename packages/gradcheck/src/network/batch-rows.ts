import { sizeOf, type Tensor, tensor } from "@retrograd/core";

/** The same batch with another number of rows: fewer rows are the first of x; more rows are those of x, followed by copies of
 *  them times a positive factor for each row. The signs stay, so that the copies are on the same side of the kinks at 0.
 *  x: [batch, ...] -> [rows, ...] */
export function batchOf(x: Tensor, rows: number): Tensor {
  const shape = [rows, ...x.shape.slice(1)];
  const width = sizeOf(x.shape.slice(1));
  const { data, size } = x;
  const values = new Float64Array(sizeOf(shape));
  for (let i = 0; i < values.length; i++)
    values[i] = i < size ? data[i] : data[i % size] * factorOf(Math.floor(i / width));
  return tensor(values, shape, x);
}

/** One of 11 factors from 0.5 to 1.75, different for neighbouring rows. */
const factorOf = (row: number): number => 0.5 + ((7 * row) % 11) / 8;

/** The first rows of a tensor. x: [batch, ...] -> [rows, ...] */
export function firstRows(x: Tensor, rows: number): Tensor {
  const shape = [rows, ...x.shape.slice(1)];
  return tensor(Array.from(x.data).slice(0, sizeOf(shape)), shape, x);
}
