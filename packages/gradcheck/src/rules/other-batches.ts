import { sizeOf } from "@retrograd/core";
import type { LayerSetup } from "../network/layer-call.js";
import { wrongTensor } from "./along-directions.js";
import { type Breach, breach } from "./breach.js";

// More than 16 and 64, the usual block sizes, and odd, so that some rows are outside the last full block.
const large = [67, 17];

// Maximum number of values in the input or the output of the large batch, so that it does not dominate the check.
const maxValues = 2 ** 16;

/** `batch-size`: a gradient is right for the checked number of rows, and wrong for another one along a few directions. Some
 *  mistakes appear only with one row, with an even number, or above 16 or 64 rows.
 *  of: the layer on a number of rows; batches: numbers of rows, by default 1, 2 and one large */
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
  const tall = large.find((n) => n * width <= maxValues);
  return [1, 2, ...(tall === undefined ? [] : [tall])].filter((n) => n < rows || (n > 2 && n > rows));
}
