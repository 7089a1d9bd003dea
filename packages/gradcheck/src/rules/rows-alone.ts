import { sizeOf, tensor } from "@retrograd/core";
import { copyOf } from "../network/copy.js";
import { runLayer } from "../network/layer-call.js";
import { breach } from "./breach.js";
import type { Rule } from "./rule.js";
import { sameBits } from "./values.js";

/** `row-dependence`: the first or last row of y changes with the other rows of the input, and the layer does not declare
 *  `mixesRows`. `hidden-state`: the output of the same input has changed as well. */
export const rowsAlone: Rule = (setup) => {
  const { layer, x } = setup;
  const rows = x.shape[0] ?? 0;
  if (rows < 2 || layer.mixesRows === true || layer.outShape.length === 0) return [];
  const y = copyOf(runLayer(setup).y.data);
  const [width, outWidth] = [x.size / rows, sizeOf(layer.outShape)];
  for (const row of [0, rows - 1]) {
    const isInRow = (i: number, size: number) => Math.floor(i / size) === row;
    const others = Array.from(x.data, (value, i) => (isInRow(i, width) ? value : 0.5 - value + (i % 3)));
    const moved = runLayer({ ...setup, x: tensor(others, x.shape, x) }).y.data;
    if (!y.some((value, i) => isInRow(i, outWidth) && !Object.is(value, moved[i]))) continue;
    // what the layer stored from the other rows may have changed the output, too
    if (!sameBits(y, runLayer(setup).y.data))
      return [breach("x", "hidden-state", "other inputs in between change the output for the same input")];
    return [breach("x", "row-dependence", `row ${row} of the output changes with other rows of the input`)];
  }
  return [];
};
