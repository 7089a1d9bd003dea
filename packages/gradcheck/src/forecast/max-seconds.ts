import { sizeOf } from "@retrograd/core";
import type { Network } from "@retrograd/network";
import { callEachFirstOnNaN } from "../check/first-calls.js";
import { type DrawOptions, drawCheckInputs } from "../network/check-inputs.js";
import { callLayers } from "../network/layer-call.js";

// The first call finds cold code.
const calls = 3;

// Passes through the network for each element: two nudges, for the layer alone and through the loss, and a repeat.
const passesOfElement = 6;

// Passes through the network for the rules and the smaller batches of each layer.
const passesOfLayer = 400;

/** Seconds that a check of every element takes at most where its gradients are right, by the clock of a few passes:
 *  far more than it takes, but known at once.
 *  now: milliseconds from any origin
 *  @throws RetrogradError E_DTYPE and E_OPTION as a check does */
export function maxSeconds(network: Network, options: DrawOptions, now: () => number): number {
  // other numbers than the check's, so that a layer that keeps some of them is still found out
  const inputs = drawCheckInputs(network, { ...options, seed: (options.seed ?? 0) + 1 });
  callEachFirstOnNaN(inputs);
  let least = Infinity;
  let elements = 0;
  for (let call = 0; call < calls; call++) {
    const begun = now();
    const layerCalls = callLayers(inputs);
    network.loss.loss.forward(layerCalls.at(-1)?.forward.y ?? inputs.x, inputs.t).backward();
    least = Math.min(least, now() - begun);
    elements = layerCalls.reduce((sum, { x }) => sum + x.size, inputs.x.size);
  }
  for (const { layer } of network.layers) {
    elements += Object.values(layer.paramShapes).reduce((sum, shape) => sum + sizeOf(shape), 0);
  }
  const passes = passesOfElement * elements + passesOfLayer * (network.layers.length + 1);
  return (passes * least) / 1000;
}
