import { philoxStreams, type RandomStreams, RetrogradError, type Tensor } from "@retrograd/core";
import {
  initParams,
  initRowStates,
  inOneRow,
  inputsOf,
  type Network,
  type NetworkParams,
  withRowStates,
} from "@retrograd/network";
import { withAnyBatch } from "./any-batch.js";
import { requireFloat64 } from "./float64.js";
import { randomInput, withAnyInput } from "./index-inputs.js";
import { networkWithMask, withRandomLengths } from "./masked.js";

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

/** Draws the inputs of a check: a normally distributed batch, or one of indices, of random lengths if it has padding, and targets that are valid for the network's loss.
 *  @throws RetrogradError E_DTYPE when the network works in float32, E_OPTION for an unknown layer */
export function drawCheckInputs(checked: Network, options: DrawOptions): CheckInputs {
  const layers = checked.layers.map((entry) => ({
    ...entry,
    layer: withAnyBatch(withAnyInput(entry.layer)),
  }));
  const drawn = { ...checked, layers };
  const { batch = 3, seed = 0, layer } = options;
  const streams = philoxStreams(seed);
  const x = drawInput(drawn, batch, streams);
  const network = networkWithMask(drawn, x);
  const t = network.loss.loss.exampleTargets(batch, streams.stream("t"));
  const learned = options.params ?? initParams(network, streams);
  const params = withRowStates(network, learned, initRowStates(network, batch), batch);
  requireFloat64("the network", [x, t, ...Object.values(params).flatMap((own) => Object.values(own))]);
  const ids = [...network.layers, network.loss].map(({ id }) => id);
  if (layer !== undefined && !ids.includes(layer)) {
    throw new RetrogradError("E_OPTION", `the network has no layer "${layer}". Known: ${ids.join(", ")}`);
  }
  return { network, params, x, t, streams };
}

/** Draws each input of a network from streams of its own. Returns several in one row. */
function drawInput(network: Network, batch: number, streams: RandomStreams): Tensor {
  const { engine, dtype, inputs } = network;
  const parts = inputsOf(network).map(({ name, shape, ...spec }) => {
    const takes = spec.indices === undefined ? "values" : { indices: spec.indices };
    const suffix = inputs === undefined ? "" : `/${name}`;
    const full = randomInput([batch, ...shape], streams.stream(`x${suffix}`), { engine, dtype, takes });
    return withRandomLengths(full, spec, () => streams.stream(`lengths${suffix}`));
  });
  const [x] = parts;
  return inputs === undefined && x !== undefined ? x : inOneRow(parts);
}
