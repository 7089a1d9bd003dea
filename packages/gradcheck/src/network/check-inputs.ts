import { philoxStreams, type RandomStreams, RetrogradError, type Tensor } from "@retrograd/core";
import { initParams, type Network, type NetworkParams } from "@retrograd/network";
import { requireFloat64 } from "./float64.js";
import { randomInput, withAnyInput } from "./index-inputs.js";

/** A network with everything that its forward pass depends on. */
export interface CheckInputs {
  readonly network: Network;
  readonly params: NetworkParams;
  /** [batch, ...input] */
  readonly x: Tensor;
  /** Targets of the loss. */
  readonly t: Tensor;
  readonly streams: RandomStreams;
}

/** Options that decide the numbers on which a network is checked. */
export interface DrawOptions {
  /** Rows of the batch. Default 3. */
  readonly batch?: number;
  /** Seed of parameters, input, targets, cotangents and directions. Default 0. */
  readonly seed?: number;
  /** Parameters in float64. Default: drawn from the seed. */
  readonly params?: NetworkParams;
  /** Id of the only layer to check. Default: all layers. */
  readonly layer?: string;
}

/** Draws the inputs of a check: a normally distributed batch, or one of indices, and targets that are valid for the network's loss.
 *  @throws RetrogradError E_DTYPE when the network works in float32, E_OPTION for an unknown layer */
export function drawCheckInputs(checked: Network, options: DrawOptions): CheckInputs {
  const layers = checked.layers.map((entry) => ({ ...entry, layer: withAnyInput(entry.layer) }));
  const network = { ...checked, layers };
  const { batch = 3, seed = 0, layer } = options;
  const streams = philoxStreams(seed);
  const { engine, dtype, indices } = network;
  const takes = indices === undefined ? "values" : { indices };
  const x = randomInput([batch, ...network.input], streams.stream("x"), { engine, dtype, takes });
  const t = network.loss.loss.exampleTargets(batch, streams.stream("t"));
  const params = options.params ?? initParams(network, streams);
  requireFloat64("the network", [x, t, ...Object.values(params).flatMap((own) => Object.values(own))]);
  const ids = [...network.layers, network.loss].map(({ id }) => id);
  if (layer !== undefined && !ids.includes(layer)) {
    throw new RetrogradError("E_OPTION", `the network has no layer "${layer}". Known: ${ids.join(", ")}`);
  }
  return { network, params, x, t, streams };
}
