import { bufferOf, sizeOf, type Tensor, tensor } from "@retrograd/core";
import { hasRowState } from "@retrograd/network";
import type { Layer, Params } from "@retrograd/plugin";

/** A layer for a check, which also runs it on other batches than the checked one: row r of any batch has the state of row r
 *  modulo the number of rows of the state. A layer without state of rows is returned as it is. */
export function withAnyBatch(layer: Layer): Layer {
  if (!hasRowState(layer)) return layer;
  const { branches } = layer;
  return {
    ...layer,
    init: (rng) => layer.init(rng),
    forward: (params, x, ctx) => layer.forward(paramsFor(layer, params, x), x, ctx),
    ...(branches && { branches: (params, x) => branches.call(layer, paramsFor(layer, params, x), x) }),
  };
}

function paramsFor({ state = {} }: Layer, params: Params, x: Tensor): Params {
  const rows = x.shape[0] ?? 0;
  const entries = Object.entries(params).map(([name, one]) => {
    const isOfOtherRows = state[name]?.perRow === true && one.shape[0] !== rows;
    return [name, isOfOtherRows ? cycled(one, rows) : one] as const;
  });
  return Object.fromEntries(entries);
}

/** one: [n, ...] -> [rows, ...] */
function cycled(one: Tensor, rows: number): Tensor {
  const shape = [rows, ...one.shape.slice(1)];
  const values = bufferOf(one);
  return tensor(
    Float64Array.from({ length: sizeOf(shape) }, (_, i) => values[i % values.length]),
    shape,
    one,
  );
}
