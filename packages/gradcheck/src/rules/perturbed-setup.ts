import type { Tensor } from "@retrograd/core";
import type { Params } from "@retrograd/plugin";
import { type LayerSetup, runLayer } from "../network/layer-call.js";
import { perturbed } from "../network/perturbed.js";
import { validState } from "../network/reached-state.js";

/** Runs a layer with perturbed input, parameters and cotangent. Values that the layer stores from this call are then wrong
 *  for the check. */
export function warmUp(setup: LayerSetup, dy: Tensor): void {
  runLayer(perturbedSetup(setup)).backward(perturbed(dy));
}

/** The same layer with another input, other parameters and another state that it can reach. */
export function perturbedSetup(setup: LayerSetup): LayerSetup {
  const other = { ...setup, x: perturbed(setup.x), params: perturbedParams(setup.params) };
  if (setup.state === undefined) return other;
  return { ...other, state: validState(setup, runLayer({ ...other, mode: "train" }).state) };
}

/** Other parameters of the same shapes. */
export function perturbedParams(params: Params): Params {
  return Object.fromEntries(Object.entries(params).map(([name, param]) => [name, perturbed(param)]));
}
