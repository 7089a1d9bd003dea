import type { Tensor } from "@retrograd/core";
import { byLayer, type NetworkParams } from "@retrograd/network";
import { type Layer, nextStateProblem, type Params } from "@retrograd/plugin";
import type { CheckInputs } from "./check-inputs.js";
import { mappedTensor } from "./copy.js";
import { callLayers, type LayerSetup, runLayer, tensorsOf } from "./layer-call.js";
import { perturbed } from "./perturbed.js";

/** The setup with the state that training steps on its input and on others reach. State has no derivative, so a check holds it
 *  fixed; only a layer itself knows which values are valid, such as a positive variance. */
export function withReachedState(setup: LayerSetup): LayerSetup {
  if (setup.state === undefined) return setup;
  const { x } = setup;
  let { state }: Pick<LayerSetup, "state"> = setup;
  for (const input of [x, perturbed(x), x]) {
    const step: LayerSetup = { ...setup, state, x: input, mode: "train" };
    state = validState(step, runLayer(step).state);
  }
  return { ...setup, state };
}

/** The parameters of a network with the state that its layers reach in training steps on the checked batch and on another. */
export function networkWithReachedState(inputs: CheckInputs): NetworkParams {
  const { network, x } = inputs;
  if (network.layers.every(({ layer }) => layer.state === undefined)) return inputs.params;
  let { params } = inputs;
  for (const input of [x, perturbed(x), x]) {
    const current = params;
    const calls = new Map(callLayers({ ...inputs, params, x: input }).map((call) => [call.id, call]));
    params = byLayer(network, ({ id, layer }) => {
      const setup = { layer, ...tensorsOf(layer, current[id]), x };
      return { ...setup.params, ...validState(setup, calls.get(id)?.forward.state) };
    });
  }
  return params;
}

/** The next state where it is valid and finite, else the current one: the rules report a layer that returns another. */
export function validState(
  { layer, state, x }: { readonly layer: Pick<Layer, "state">; readonly state?: Params; readonly x: Tensor },
  next: Params | undefined,
): Params {
  if (next === undefined || state === undefined) return state ?? {};
  if (nextStateProblem(next, layer, { mode: "train", rows: x.shape[0] ?? 0 }) !== undefined) return state;
  const isUsable = ({ dtype, data }: Tensor) =>
    dtype === "f64" && Array.prototype.every.call(data, Number.isFinite);
  if (!Object.values(next).every(isUsable)) return state;
  // copied, since the layer may write into what it returned
  const copies = Object.entries(next).map(([name, one]) => [name, mappedTensor(one, (value) => value)]);
  return Object.fromEntries(copies);
}
