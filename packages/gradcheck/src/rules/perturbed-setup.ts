import { bufferOf, type Tensor, zeros } from "@retrograd/core";
import type { Params } from "@retrograd/plugin";
import { type LayerSetup, runLayer } from "../network/layer-call.js";

/** Runs a layer with perturbed input, parameters and cotangent. Values that the layer stores from this call are then wrong
 *  for the check. */
export function warmUp(setup: LayerSetup, dy: Tensor): void {
  runLayer(perturbedSetup(setup)).backward(perturbed(dy));
}

/** The same layer with another input and other parameters. */
export function perturbedSetup(setup: LayerSetup): LayerSetup {
  return { ...setup, x: perturbed(setup.x), params: perturbedParams(setup.params) };
}

/** Other parameters of the same shapes. */
export function perturbedParams(params: Params): Params {
  return Object.fromEntries(Object.entries(params).map(([name, param]) => [name, perturbed(param)]));
}

/** Other values of similar magnitude: reversed, with the opposite sign. */
export function perturbed(x: Tensor): Tensor {
  const other = zeros(x.shape, x);
  const values = bufferOf(other);
  const { data, size } = x;
  for (let i = 0; i < size; i++) values[i] = -0.75 * data[size - 1 - i] - 0.01 * (1 + (i % 3));
  return other;
}
