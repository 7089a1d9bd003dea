import { type Rng, type Shape, sizeOf, type Tensor, type TensorOptions, tensor } from "@retrograd/core";
import { LayerContext } from "@retrograd/network";
import type { InputKind, Layer } from "@retrograd/plugin";
import { mappedTensor } from "./copy.js";
import { randomNormal } from "./random-tensors.js";

/** A random input: normally distributed values, or indices of which every one is equally likely. */
export function randomInput(
  shape: Shape,
  rng: Rng,
  { takes = "values", ...options }: TensorOptions & { readonly takes?: InputKind | undefined },
): Tensor {
  if (takes === "values") return randomNormal(shape, rng, options);
  return tensor(Float64Array.from(rng.integers(takes.indices, sizeOf(shape))), shape, options);
}

/** Whether x of a layer holds indices, which have no gradient and are not perturbed. */
export function takesIndices({ takes = "values" }: Pick<Layer, "takes">): boolean {
  return takes !== "values";
}

/** A layer for a check, whose many inputs are then all valid: a layer of indices reads a number that is not an index as one, and
 *  its dx is left out. A layer of values is returned as it is. */
export function withAnyInput(layer: Layer): Layer {
  const { takes = "values", branches } = layer;
  if (takes === "values") return layer;
  const { indices } = takes;
  return {
    ...layer,
    init: (rng) => layer.init(rng),
    forward(params, x, ctx) {
      const context = new LayerContext({ ...ctx, needsInputGradient: false }, () => ctx.rng);
      const pass = layer.forward(params, asIndices(x, indices), context);
      return { ...pass, backward: (dy) => ({ grads: pass.backward(dy).grads }) };
    },
    ...(branches === undefined
      ? {}
      : { branches: (params, x) => branches.call(layer, params, asIndices(x, indices)) }),
  };
}

// a prime, so that numbers near each other become different indices
const spread = 7919;

/** The same tensor where it holds indices; otherwise other numbers replaced by indices. */
function asIndices(x: Tensor, indices: number): Tensor {
  const isIndex = (value: number) => Number.isInteger(value) && value >= 0 && value < indices;
  if (Array.from(x.data).every(isIndex)) return x;
  return mappedTensor(x, (value) => {
    if (isIndex(value)) return value;
    return Number.isFinite(value) ? Math.floor(Math.abs(value) * spread) % indices : 0;
  });
}
