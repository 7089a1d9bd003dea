import { RetrogradError } from "@retrograd/core";
import type { Params } from "@retrograd/plugin";
import type { Network, NetworkParams, ParameterOwner } from "./network.js";

/** What can have parameters: every layer in order, then the loss if it declares parameters. */
export function parameterOwners({ layers, loss: { id, loss } }: Network): readonly ParameterOwner[] {
  const { paramShapes } = loss;
  if (paramShapes === undefined) return layers;
  return [...layers, { id, layer: { paramShapes, init: (rng) => loss.init?.(rng) ?? {} } }];
}

/** The parameters and the state of one layer or loss.
 *  @throws RetrogradError E_SHAPE when there are none */
export function paramsOf(params: NetworkParams, id: string): Params {
  const layerParams = params[id];
  if (layerParams === undefined) throw new RetrogradError("E_SHAPE", `params has no entry for layer ${id}`);
  return layerParams;
}
