import { philoxStreams, RetrogradError } from "@retrograd/core";
import { initParams, type Network, type NetworkParams } from "@retrograd/network";
import { requireFloat64 } from "./float64.js";
import { randomNormal } from "./random-tensors.js";
import type { Experiment } from "./stages.js";

/** What decides the numbers that a network is checked on. */
export interface DrawOptions {
  /** Rows of the batch; 3 unless told. */
  readonly batch?: number;
  /** Seed of parameters, input, targets, cotangents and directions; 0 unless told. */
  readonly seed?: number;
  /** Parameters, float64; freshly drawn unless given. */
  readonly params?: NetworkParams;
  /** Id of the only layer to check; all unless told. */
  readonly layer?: string;
}

/** A network with numbers to check it on: normal inputs, and targets that its loss calls valid.
 *  @throws RetrogradError E_DTYPE when the network works in float32, E_OPTION for a layer that it does not have */
export function drawExperiment(network: Network, options: DrawOptions): Experiment {
  const { batch = 3, seed = 0, layer } = options;
  const streams = philoxStreams(seed);
  const x = randomNormal([batch, ...network.input], streams.stream("x"), network);
  const t = network.loss.loss.exampleTargets(batch, streams.stream("t"));
  const params = options.params ?? initParams(network, streams);
  requireFloat64("the network", [x, t, ...Object.values(params).flatMap((own) => Object.values(own))]);
  const known = [...network.layers, network.loss].map(({ id }) => id);
  if (layer !== undefined && !known.includes(layer)) {
    throw new RetrogradError("E_OPTION", `the network has no layer "${layer}". Known: ${known.join(", ")}`);
  }
  return { network, params, x, t, streams };
}
