import { zeros } from "@retrograd/core";
import { tensorsOfLayer } from "@retrograd/network";
import type { CheckInputs } from "../network/check-inputs.js";
import { inputAt, lossInput, sourceReader } from "../network/graph-inputs.js";
import { tensorsOf } from "../network/layer-call.js";
import { lossAsLayer } from "../network/loss-as-layer.js";
import { callFirstOnNaN } from "../rules/first-call.js";

/** Runs every layer and the loss on NaN, before any other call, as `callFirstOnNaN` does for one layer. */
export function callEachFirstOnNaN({ network, params, x, t, streams }: CheckInputs): void {
  const rows = x.shape[0] ?? 0;
  const outputAt = sourceReader(network, x, (position) => {
    const layer = network.layers[position]?.layer;
    return layer && zeros([rows, ...layer.outShape], network);
  });
  for (const [position, entry] of network.layers.entries()) {
    const { id, layer } = entry;
    const input = inputAt(network, position, outputAt);
    callFirstOnNaN({ id, layer, ...tensorsOf(layer, tensorsOfLayer(entry, params)), x: input, streams });
  }
  const { loss } = network;
  const input = lossInput(network, outputAt);
  callFirstOnNaN(lossAsLayer({ loss, x: input, t, params: params[loss.id] ?? {}, streams }));
}
