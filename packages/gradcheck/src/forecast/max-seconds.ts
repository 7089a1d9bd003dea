import { sizeOf } from "@retrograd/core";
import { type Network, parameterOwners } from "@retrograd/network";
import { callEachFirstOnNaN } from "../check/first-calls.js";
import { type DrawOptions, drawCheckInputs } from "../network/check-inputs.js";
import { callLayers, lossInputOf } from "../network/layer-call.js";
import { runLoss } from "../network/loss-as-layer.js";

// The first pass finds cold code.
const timedPasses = 3;

// Passes through the network for each element: two perturbations, for the layer alone and for the loss, and a repetition.
const passesOfElement = 6;

// Passes through the network for the rules and the other batches of each layer.
const passesOfLayer = 400;

/** Upper bound, in seconds, of an exhaustive check of a network with right gradients, from the time of a few passes. It is
 *  much more than the check takes, but known at once. now: milliseconds from any origin
 *  @throws RetrogradError E_DTYPE and E_OPTION as a check does */
export function maxSeconds(network: Network, options: DrawOptions, now: () => number): number {
  // another seed than the check's: the check must still catch a layer that stores values of an earlier call
  const inputs = drawCheckInputs(network, { ...options, seed: (options.seed ?? 0) + 1 });
  callEachFirstOnNaN(inputs);
  let fastest = Infinity;
  let elements = 0;
  for (let pass = 0; pass < timedPasses; pass++) {
    const start = now();
    const calls = callLayers(inputs);
    const { id } = network.loss;
    const x = lossInputOf(inputs, calls);
    runLoss({ ...inputs, loss: network.loss, x, params: inputs.params[id] ?? {} }).backward();
    fastest = Math.min(fastest, now() - start);
    elements = calls.reduce((sum, { x }) => sum + x.size, inputs.x.size);
  }
  for (const { layer } of parameterOwners(network)) {
    elements += Object.values(layer.paramShapes).reduce((sum, shape) => sum + sizeOf(shape), 0);
  }
  const passes = passesOfElement * elements + passesOfLayer * (network.layers.length + 1);
  return (passes * fastest) / 1000;
}
