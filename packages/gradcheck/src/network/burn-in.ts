import { type FloatArray, tensor } from "@retrograd/core";
import { byLayer, forwardLoss, type NetworkParams } from "@retrograd/network";
import type { Params } from "@retrograd/plugin";
import type { CheckInputs } from "./check-inputs.js";
import { tensorsOf } from "./layer-call.js";
import { validState } from "./reached-state.js";

const learningRate = 0.1;

/** Parameters after some steps of gradient descent on the checked batch, `W - 0.1 dW`. Each step creates new tensors. */
export function burnedIn(inputs: CheckInputs, steps: number): NetworkParams {
  const { network, x, t, streams } = inputs;
  let { params } = inputs;
  for (let step = 0; step < steps; step++) {
    const pass = forwardLoss(network, params, { x, t }, { mode: "train", streams, step });
    const { grads } = pass.backward();
    const current = params;
    params = byLayer(network, ({ id, layer }) => {
      const tensors = tensorsOf(layer, current[id]);
      const state = validState({ layer, ...tensors, x }, pass.state[id]);
      return { ...descended(tensors.params, grads[id] ?? {}), ...state };
    });
  }
  return params;
}

function descended(params: Params, grads: Params): Params {
  const entries = Object.entries(params).map(([name, param]) => {
    const gradient: ArrayLike<number> | undefined = grads[name]?.data;
    const values: FloatArray = Float64Array.from(
      param.data,
      (v, i) => v - learningRate * (gradient?.[i] ?? 0),
    );
    return [name, tensor(values, param.shape, param)] as const;
  });
  return Object.fromEntries(entries);
}
