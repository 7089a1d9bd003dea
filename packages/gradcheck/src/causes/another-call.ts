import type { Tensor } from "@retrograd/core";
import type { Pair } from "../derivative/comparison.js";
import { along } from "../derivative/fast.js";
import { type CheckedGradient, localGradient } from "../network/checked-gradient.js";
import type { LayerCall } from "../network/layer-call.js";
import { randomWeightValues } from "../network/random-tensors.js";

/** The gradient of one tensor for a call of a layer and any dy. */
export function localGradientOf(call: LayerCall, dy: Tensor, name: string): CheckedGradient {
  const tensor = name === "x" ? call.x : (call.params[name] ?? call.x);
  const { dx, grads } = call.forward.backward(dy);
  const analytic = (name === "x" ? dx : grads[name]) ?? tensor;
  return localGradient(call, tensor.engine, dy, { tensor, analytic });
}

/** Compares backward with differences along random directions, which are the same for every input of a shape. */
export function pairsOf(call: LayerCall, dy: Tensor, name: string): readonly Pair[] {
  const gradient = localGradientOf(call, dy, name);
  const rng = call.streams.stream(`another call/${call.id}/${name}`);
  return Array.from({ length: 4 }, () => along(gradient, randomWeightValues(gradient.tensor.size, rng)));
}
