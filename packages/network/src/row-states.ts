import {
  bufferOf,
  formatShape,
  overwrite,
  RetrogradError,
  sameShape,
  slice,
  type Tensor,
} from "@retrograd/core";
import { blaming, type Layer, type Params, requireNextState, type StatePass } from "@retrograd/plugin";
import { hasRowState, initRowState } from "./layer-state.js";
import type { Network, NetworkLayer, NetworkParams } from "./network.js";

/** The state of each row of a batch, by layer id and name, for the layers that keep such state: tensors [rows, ...shape],
 *  filled with their first values. {} for a network without such layers. The tensors live as long as they are referenced:
 *  call it outside of any scope. */
export function initRowStates(network: Network, rows: number): NetworkParams {
  const entries = layersWithRowState(network).map(
    ({ id, layer }) => [id, initRowState(layer, rows, network)] as const,
  );
  return Object.fromEntries(entries);
}

/** Fills the state of rows with its first values, in place: the next batch continues no other. */
export function resetRowStates(network: Network, states: NetworkParams): void {
  for (const { id, layer } of layersWithRowState(network)) {
    for (const [name, tensor] of Object.entries(states[id] ?? {}))
      bufferOf(tensor).fill(layer.state?.[name]?.first ?? 0);
  }
}

/** The parameters for a pass over a batch of `rows` that continues the first rows of `states`: a new record with the state of
 *  rows next to the parameters. Other tensors of `states` are ignored. */
export function withRowStates(
  network: Network,
  params: NetworkParams,
  states: NetworkParams,
  rows: number,
): NetworkParams {
  const layers = layersWithRowState(network);
  if (layers.length === 0) return params;
  const entries = layers.map(({ id, layer }) => {
    const ofRows = Object.entries(states[id] ?? {}).flatMap(([name, tensor]) => {
      if (layer.state?.[name]?.perRow !== true) return [];
      return [[name, tensor.shape[0] === rows ? tensor : slice(tensor, 0, 0, rows)] as const];
    });
    return [id, { ...params[id], ...Object.fromEntries(ofRows) }] as const;
  });
  return { ...params, ...Object.fromEntries(entries) };
}

/** Stores the state of rows that a pass returned, in place, for the batch that continues the same rows. The state of a pass with
 *  fewer rows is not stored: it is the last batch of its streams.
 *  @throws RetrogradError E_PLUGIN naming the layer when it returned another state than it declares */
export function storeRowStates(
  network: Network,
  states: NetworkParams,
  next: NetworkParams,
  pass: StatePass,
): void {
  for (const { id, layer } of layersWithRowState(network)) {
    const tensors = next[id];
    if (tensors === undefined) continue;
    blaming(id, () => requireNextState(tensors, layer, pass));
    for (const [name, current] of Object.entries(states[id] ?? {})) {
      const tensor = tensors[name];
      if (tensor !== undefined && current.shape[0] === pass.rows)
        blaming(id, () => overwrite(current, tensor));
    }
  }
}

/** What forward of a layer receives for a batch: its tensors, and first values for the state of rows that they lack.
 *  x: [rows, ...]
 *  @throws RetrogradError E_SHAPE when the state of rows is that of another number of rows */
export function argumentsOf(layer: Layer, tensors: Params, x: Tensor | undefined): Params {
  if (x === undefined || !hasRowState(layer)) return tensors;
  const first = initRowState(layer, x.shape[0] ?? 0, x);
  for (const [name, { shape }] of Object.entries(first)) {
    const current = tensors[name];
    if (current === undefined || sameShape(current.shape, shape)) continue;
    throw new RetrogradError(
      "E_SHAPE",
      `the state ${name} must be ${formatShape(shape)}, one for each row of the batch, got ${formatShape(current.shape)}`,
    );
  }
  return { ...first, ...tensors };
}

function layersWithRowState({ layers }: Network): readonly NetworkLayer[] {
  return layers.filter(({ layer }) => hasRowState(layer));
}
