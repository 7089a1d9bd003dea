import { bufferOf, overwrite, RetrogradError, sizeOf, type TensorOptions, zeros } from "@retrograd/core";
import { blaming, type Layer, type Params, requireNextState } from "@retrograd/plugin";
import type { Network, NetworkParams } from "./network.js";

/** The state of a layer before the first step: every tensor filled with its `first`; {} for a layer without state. */
export function initState({ state = {} }: Pick<Layer, "state">, options: TensorOptions): Params {
  const entries = Object.entries(state).map(([name, { shape, first }]) => {
    const filled = zeros(shape, options);
    bufferOf(filled).fill(first);
    return [name, filled] as const;
  });
  return Object.fromEntries(entries);
}

/** Number of elements of a layer's state, from its declared shapes. */
export function stateCount({ state = {} }: Pick<Layer, "state">): number {
  return Object.values(state).reduce((total, { shape }) => total + sizeOf(shape), 0);
}

/** The tensors of a network that are learned: its parameters without the state of its layers. */
export function learnedParams(network: Network, params: NetworkParams): NetworkParams {
  if (network.layers.every(({ layer }) => layer.state === undefined)) return params;
  const state = new Map(network.layers.map(({ id, layer }) => [id, layer.state ?? {}]));
  const entries = Object.entries(params).map(([id, tensors]) => {
    const learned = Object.entries(tensors).filter(([name]) => !Object.hasOwn(state.get(id) ?? {}, name));
    return [id, Object.fromEntries(learned)] as const;
  });
  return Object.fromEntries(entries);
}

/** Stores the next state of a step, in place: the state that the layers of a pass in mode "train" returned.
 *  @throws RetrogradError E_PLUGIN naming the layer when that is not the state that it declares */
export function commitState(network: Network, params: NetworkParams, next: NetworkParams): void {
  for (const { id, layer } of network.layers) {
    const tensors = next[id];
    if (tensors === undefined) continue;
    blaming(id, () => requireNextState(tensors, layer));
    for (const [name, tensor] of Object.entries(tensors)) {
      const current = params[id]?.[name];
      if (current === undefined)
        throw new RetrogradError("E_SHAPE", `params has no entry for the state ${id}.${name}`);
      blaming(id, () => overwrite(current, tensor));
    }
  }
}
