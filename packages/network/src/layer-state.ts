import {
  bufferOf,
  overwrite,
  RetrogradError,
  type Shape,
  sizeOf,
  type Tensor,
  type TensorOptions,
  zeros,
} from "@retrograd/core";
import { blaming, type Layer, type Params, requireNextState } from "@retrograd/plugin";
import type { Network, NetworkParams } from "./network.js";

/** The state of a layer before the first step: every tensor filled with its `first`; {} for a layer without state. The state
 *  of rows is not part of it, see `initRowState`. */
export function initState({ state = {} }: Pick<Layer, "state">, options: TensorOptions): Params {
  const entries = Object.entries(state).filter(([, { perRow }]) => perRow !== true);
  return Object.fromEntries(
    entries.map(([name, { shape, first }]) => [name, filled(shape, first, options)] as const),
  );
}

/** The state of each row of a batch of which no batch came before: tensors [rows, ...shape] filled with their `first`; {} for a
 *  layer without such state. */
export function initRowState(
  { state = {} }: Pick<Layer, "state">,
  rows: number,
  options: TensorOptions,
): Params {
  const entries = Object.entries(state).filter(([, { perRow }]) => perRow === true);
  return Object.fromEntries(
    entries.map(([name, { shape, first }]) => [name, filled([rows, ...shape], first, options)] as const),
  );
}

function filled(shape: Shape, value: number, options: TensorOptions): Tensor {
  const tensor = zeros(shape, options);
  bufferOf(tensor).fill(value);
  return tensor;
}

/** Whether a layer keeps state for each row of the batch. */
export function hasRowState({ state }: Pick<Layer, "state">): boolean {
  return state !== undefined && Object.values(state).some(({ perRow }) => perRow === true);
}

/** Number of elements of a layer's state, from its declared shapes; for state of rows, of one row. */
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

/** Stores the next state of a step, in place: the state that the layers of a pass in mode "train" returned. The state of rows
 *  is not stored, see `rowStateOf`. rows: of the batch of the pass
 *  @throws RetrogradError E_PLUGIN naming the layer when that is not the state that it declares */
export function commitState(
  network: Network,
  params: NetworkParams,
  next: NetworkParams,
  rows: number,
): void {
  for (const { id, layer } of network.layers) {
    const tensors = next[id];
    if (tensors === undefined) continue;
    blaming(id, () => requireNextState(tensors, layer, { mode: "train", rows }));
    for (const [name, tensor] of Object.entries(tensors)) {
      if (layer.state?.[name]?.perRow === true) continue;
      const current = params[id]?.[name];
      if (current === undefined)
        throw new RetrogradError("E_SHAPE", `params has no entry for the state ${id}.${name}`);
      blaming(id, () => overwrite(current, tensor));
    }
  }
}
