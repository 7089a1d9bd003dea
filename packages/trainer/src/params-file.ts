import { formatShape, RetrogradError, sameShape, tensor } from "@retrograd/core";
import { byLayer, type Network, type NetworkParams, type Params } from "@retrograd/network";
import { decodeSafetensors, encodeSafetensors, type NamedArray } from "./safetensors.js";

/** The parameters of a network as a safetensors file, named "Affine1.W", in the network's order. */
export function encodeParams(params: NetworkParams): Uint8Array {
  const arrays = Object.entries(params).flatMap(([id, own]) =>
    Object.entries(own).map(
      ([name, { shape, data }]): NamedArray => ({
        name: `${id}.${name}`,
        shape,
        values: data instanceof Float32Array || data instanceof Float64Array ? data : Float64Array.from(data),
      }),
    ),
  );
  return encodeSafetensors(arrays, { format: "retrograd" });
}

/** The parameters in a safetensors file, for a network; every parameter must be there, in its shape, and no other.
 *  @throws RetrogradError E_RUN naming the parameter that is missing, unknown or of another shape */
export function decodeParams(network: Network, bytes: Uint8Array, source: string): NetworkParams {
  const arrays = new Map(decodeSafetensors(bytes, source).map((array) => [array.name, array]));
  const params = byLayer(network, ({ id, layer }): Params => {
    const own = Object.entries(layer.paramShapes).map(([name, shape]) => {
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
    return Object.fromEntries(own);
  });
  const [unknown] = arrays.keys();
  if (unknown !== undefined)
    throw new RetrogradError("E_RUN", `${source}: the network has no parameter ${unknown}`);
  return params;
}
