import { RetrogradError } from "@retrograd/core";
import type { Params } from "@retrograd/plugin";
import type { Network, NetworkLayer, NetworkParams, ParameterOwner } from "./network.js";

/** What can have parameters: every layer in order, then the loss if it declares parameters. A tied parameter belongs to the
 *  layer that it is tied to alone. */
export function parameterOwners({ layers, loss: { id, loss } }: Network): readonly ParameterOwner[] {
  const owners = layers.some(({ tied }) => tied !== undefined) ? layers.map(parameterOwner) : layers;
  const { paramShapes } = loss;
  if (paramShapes === undefined) return owners;
  return [...owners, { id, layer: { paramShapes, init: (rng) => loss.init?.(rng) ?? {} } }];
}

/** A layer as the owner of its parameters, without those that are tied to other layers. */
export function parameterOwner(entry: NetworkLayer): ParameterOwner {
  const { id, layer, tied } = entry;
  if (tied === undefined) return entry;
  const own = <T>(values: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => !Object.hasOwn(tied, name)));
  const { state } = layer;
  return {
    id,
    layer: {
      paramShapes: own(layer.paramShapes),
      init: (rng) => own(layer.init(rng)),
      ...(state && { state }),
    },
  };
}

/** The parameters and the state of one layer or loss, without those that are tied to other layers.
 *  @throws RetrogradError E_SHAPE when there are none */
export function paramsOf(params: NetworkParams, id: string): Params {
  const layerParams = params[id];
  if (layerParams === undefined) throw new RetrogradError("E_SHAPE", `params has no entry for layer ${id}`);
  return layerParams;
}

/** The parameters and the state that a layer receives, tied ones included.
 *  @throws RetrogradError E_SHAPE when one is missing */
export function tensorsOfLayer(
  { id, tied }: Pick<NetworkLayer, "id" | "tied">,
  params: NetworkParams,
): Params {
  const own = paramsOf(params, id);
  if (tied === undefined) return own;
  const shared = Object.entries(tied).map(([name, place]) => {
    const tensor = params[place.id]?.[place.name];
    if (tensor !== undefined) return [name, tensor] as const;
    throw new RetrogradError(
      "E_SHAPE",
      `params has no ${place.id}.${place.name}, which is ${id}.${name} too`,
    );
  });
  return { ...Object.fromEntries(shared), ...own };
}

/** A layer that shares a parameter of another. */
export interface ParameterUse {
  /** Index of the layer. */
  readonly position: number;
  /** The name of the parameter in it. */
  readonly name: string;
}

/** The layers that share a parameter of another, in order. */
export function usesOf(
  { layers }: Network,
  { id, name }: { readonly id: string; readonly name: string },
): readonly ParameterUse[] {
  return layers.flatMap(({ tied = {} }, position) =>
    Object.entries(tied).flatMap(([own, place]) =>
      place.id === id && place.name === name ? [{ position, name: own }] : [],
    ),
  );
}

/** The tied parameters of a network and their one true names: `{ "out.W": "embed.W" }`. */
export function tiesOf({ layers }: Network): Readonly<Record<string, string>> {
  const entries = layers.flatMap(({ id, tied = {} }) =>
    Object.entries(tied).map(([name, place]) => [`${id}.${name}`, `${place.id}.${place.name}`] as const),
  );
  return Object.fromEntries(entries);
}
