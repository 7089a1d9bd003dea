import { sizeOf, type Tensor, tensor } from "@retrograd/core";
import { wrongTensor } from "./along-directions.js";
import { type Breach, breach } from "./breach.js";
import type { Place } from "./rule.js";

/** `batch-size`: a gradient is right for these rows, and wrong along a few directions with fewer, 1 or 2: some mistakes show
 *  at batch 1 or at even batches alone. of: the layer on its first rows */
export function otherBatches(rows: number, of: (rows: number) => Place): readonly Breach[] {
  for (const fewer of [1, 2].filter((n) => n < rows)) {
    const name = wrongTensor(of(fewer), "batch");
    if (name !== undefined)
      return [
        breach(name, "batch-size", `backward is wrong for a batch of ${fewer}, not for one of ${rows}`),
      ];
  }
  return [];
}

/** The first rows of a tensor. x: [batch, ...] -> [rows, ...] */
export function firstRows(x: Tensor, rows: number): Tensor {
  const shape = [rows, ...x.shape.slice(1)];
  return tensor(Array.from(x.data).slice(0, sizeOf(shape)), shape, x);
}
