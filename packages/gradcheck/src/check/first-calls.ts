import { zeros } from "@retrograd/core";
import { lossAsLayer } from "../network/loss-stage.js";
import type { Experiment } from "../network/stages.js";
import { callFirstOnNaN } from "../rules/first-call.js";

/** Runs every layer and the loss on NaN before anything else does, as `callFirstOnNaN` does for one. */
export function callEachFirstOnNaN({ network, params, x, t, streams }: Experiment): void {
  const rows = x.shape[0] ?? 0;
  let input = x;
  for (const { id, layer } of network.layers) {
    callFirstOnNaN({ id, layer, params: params[id] ?? {}, x: input, streams });
    input = zeros([rows, ...layer.outShape], network);
  }
  callFirstOnNaN(lossAsLayer(network.loss, input, t, streams));
}
