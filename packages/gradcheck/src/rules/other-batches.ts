import { sizeOf, type Tensor, tensor } from "@retrograd/core";
import type { LayerSetup } from "../network/layer-call.js";
import { wrongTensor } from "./along-directions.js";
import { type Breach, breach } from "./breach.js";

// more than 16 and 64, from where mistakes of blocks show, and odd: some stand in what is left over
const large = [67, 17];

// Numbers of the input or the output of the large batch: it costs no more than the rest of a check.
const mostNumbers = 2 ** 16;

/** `batch-size`: a gradient is right for these rows, and wrong along a few directions with others: some mistakes show at
 *  batch 1, at even batches, or from 16 or 64 rows on alone. of: the layer on so many rows; batches: how many, by default
 *  1, 2 and one large */
export function otherBatches(
  rows: number,
  of: (rows: number) => LayerSetup,
  batches: readonly number[] = usualBatches(rows, of),
): readonly Breach[] {
  for (const other of batches) {
    const name = wrongTensor(of(other), "batch");
    if (name !== undefined)
      return [
        breach(name, "batch-size", `backward is wrong for a batch of ${other}, not for one of ${rows}`),
      ];
  }
  return [];
}

function usualBatches(rows: number, of: (rows: number) => LayerSetup): readonly number[] {
  const { layer, x } = of(1);
  const width = Math.max(x.size, sizeOf(layer.outShape));
  const tall = large.find((n) => n * width <= mostNumbers);
  return [1, 2, ...(tall === undefined ? [] : [tall])].filter((n) => n < rows || (n > 2 && n > rows));
}

/** So many rows of a tensor: the first ones, and more of other sizes but the same signs. x: [batch, ...] -> [rows, ...] */
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
