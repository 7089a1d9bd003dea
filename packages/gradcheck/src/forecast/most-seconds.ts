import { sizeOf } from "@retrograd/core";
import type { Network } from "@retrograd/network";
import { callEachFirstOnNaN } from "../check/first-calls.js";
import { type DrawOptions, drawExperiment } from "../network/experiment.js";
import { runStages } from "../network/stages.js";

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
export function mostSeconds(network: Network, options: DrawOptions, now: () => number): number {
  // other numbers than the check's, so that a layer that keeps some of them is still found out
  const experiment = drawExperiment(network, { ...options, seed: (options.seed ?? 0) + 1 });
  callEachFirstOnNaN(experiment);
  let least = Infinity;
  let elements = 0;
  for (let call = 0; call < calls; call++) {
    const begun = now();
    const stages = runStages(experiment);
    network.loss.loss.forward(stages.at(-1)?.forward.y ?? experiment.x, experiment.t).backward();
    least = Math.min(least, now() - begun);
    elements = stages.reduce((sum, { x }) => sum + x.size, experiment.x.size);
  }
  for (const { layer } of network.layers) {
    elements += Object.values(layer.paramShapes).reduce((sum, shape) => sum + sizeOf(shape), 0);
  }
  const passes = passesOfElement * elements + passesOfLayer * (network.layers.length + 1);
  return (passes * least) / 1000;
}
