import { formatShape, RetrogradError, type Shape, sameShape, type Tensor, tensor } from "@retrograd/core";
import { byLayer, type Network, type NetworkParams, tiesOf } from "@retrograd/network";
import type { Layer, Params } from "@retrograd/plugin";
import { decodeSafetensors, encodeSafetensors, type NamedArray } from "./safetensors/safetensors.js";

/** A named tensor as an array for a safetensors file. */
export function namedArray([name, { shape, data }]: readonly [string, Tensor]): NamedArray {
  const isReal = data instanceof Float32Array || data instanceof Float64Array;
  return { name, shape, values: isReal ? data : Float64Array.from(data) };
}

/** The parameters and the state of a network, named "Affine1.W", in the network's order. */
export function namedParams(params: NetworkParams): readonly NamedArray[] {
  return Object.entries(params).flatMap(([id, layerParams]) =>
    Object.entries(layerParams).map(([name, tensor]) => namedArray([`${id}.${name}`, tensor])),
  );
}

/** Encodes the parameters and the state of a network as a safetensors file. A tied parameter is in it once, under its one true
 *  name; with `network` the metadata lists the others as JSON text: `ties: {"out.W":"embed.W"}`. */
export function encodeParams(params: NetworkParams, network?: Network): Uint8Array {
  return encodeSafetensors(namedParams(params), { format: "retrograd", ...tiesMetadata(network) });
}

/** The metadata of the ties of a network; {} if it has none. */
export function tiesMetadata(network: Network | undefined): { readonly ties?: string } {
  const ties = network === undefined ? {} : tiesOf(network);
  return Object.keys(ties).length === 0 ? {} : { ties: JSON.stringify(ties) };
}

/** Decodes the parameters and the state of a network from a safetensors file, which must contain all of them and no other
 *  array. Errors name the file as `source`.
 *  @throws RetrogradError E_RUN with the parameter that is missing, unknown or has a wrong shape */
export function decodeParams(network: Network, bytes: Uint8Array, source: string): NetworkParams {
  return paramsOf(network, decodeSafetensors(bytes, source), source);
}

/** The parameters of a network from the arrays of a safetensors file, checked like `decodeParams`. */
export function paramsOf(
  network: Network,
  namedArrays: readonly NamedArray[],
  source: string,
): NetworkParams {
  const arrays = new Map(namedArrays.map((array) => [array.name, array]));
  const params = byLayer(network, ({ id, layer }): Params => {
    const layerParams = shapesOf(layer).map(([name, shape]) => {
      const key = `${id}.${name}`;
      const array = arrays.get(key);
      if (array === undefined)
        throw new RetrogradError("E_RUN", `${source}: the parameter ${key} is missing`);
      if (!sameShape(array.shape, shape)) {
        throw new RetrogradError(
          "E_RUN",
          `${source}: ${key} must be ${formatShape(shape)} for this network, got ${formatShape(array.shape)}`,
        );
      }
      arrays.delete(key);
      return [name, tensor(array.values, shape, network)];
    });
    return Object.fromEntries(layerParams);
  });
  const [unknown] = arrays.keys();
  if (unknown !== undefined)
    throw new RetrogradError("E_RUN", `${source}: the network has no parameter ${unknown}`);
  return params;
}

/** The names and shapes of a layer's parameters, then of its state without that of rows. */
function shapesOf({
  paramShapes,
  state = {},
}: Pick<Layer, "paramShapes" | "state">): readonly (readonly [string, Shape])[] {
  const states = Object.entries(state).flatMap(([name, { shape, perRow }]) =>
    perRow === true ? [] : [[name, shape] as const],
  );
  return [...Object.entries(paramShapes), ...states];
}
