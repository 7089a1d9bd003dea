import { type Tensor, tensor } from "@retrograd/core";
import type { Params } from "@retrograd/plugin";
import { runLayer } from "../network/stages.js";
import type { Place } from "./rule.js";

/** Runs a layer on another input, with other parameters and another cotangent, before anything else does: what it
 *  keeps of its first call is then wrong for the check. */
export function warmUp(place: Place, dy: Tensor): void {
  runLayer(elsewhere(place)).backward(changed(dy));
}

/** The same layer on another input, with other parameters. */
export function elsewhere(place: Place): Place {
  return { ...place, x: changed(place.x), params: changedParams(place.params) };
}

/** Other parameters of the same shapes. */
export function changedParams(params: Params): Params {
  return Object.fromEntries(Object.entries(params).map(([name, own]) => [name, changed(own)]));
}

/** Other numbers of the same kind, positive where there were negative ones and in another order. */
export function changed(x: Tensor): Tensor {
  const { data, size } = x;
  const values = new Float64Array(size);
  for (let i = 0; i < size; i++) values[i] = -0.75 * data[size - 1 - i] - 0.01 * (1 + (i % 3));
  return tensor(values, x.shape, x);
}
