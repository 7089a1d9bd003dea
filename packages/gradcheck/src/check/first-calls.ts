import { zeros } from "@retrograd/core";
import type { CheckInputs } from "../network/check-inputs.js";
import { tensorsOf } from "../network/layer-call.js";
import { lossAsLayer } from "../network/loss-as-layer.js";
import { callFirstOnNaN } from "../rules/first-call.js";

/** Runs every layer and the loss on NaN, before any other call, as `callFirstOnNaN` does for one layer. */
export function callEachFirstOnNaN({ network, params, x, t, streams }: CheckInputs): void {
  const rows = x.shape[0] ?? 0;
  let input = x;
  for (const { id, layer } of network.layers) {
    callFirstOnNaN({ id, layer, ...tensorsOf(layer, params[id]), x: input, streams });
    input = zeros([rows, ...layer.outShape], network);
  }
  const { loss } = network;
  callFirstOnNaN(lossAsLayer({ loss, x: input, t, params: params[loss.id] ?? {}, streams }));
}
