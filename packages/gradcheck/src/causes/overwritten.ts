import { type Tensor, tensor } from "@retrograd/core";
import { withValues } from "../network/checked-gradient.js";
import { type LayerCall, runLayer } from "../network/layer-call.js";
import { gradientsOf } from "../rules/values.js";
import { localGradientOf } from "./another-call.js";
import type { Cause } from "./cause.js";
import { nonlinear } from "./nonlinear.js";

// Maximum number of entries of the Jacobian, outputs times elements.
const maxEntries = 2 ** 14;

/** `accumulation`: an element that influences several outputs gets the gradient of only some of them, as with `=` in place
 *  of `+=`. Each entry of the Jacobian according to backward is right or 0, with both for the same element. */
export const overwritten: Cause = (failure) => {
  const { call, dy, name, tensor: one } = failure;
  if (call === undefined || dy === undefined || dy.size * one.size > maxEntries) return undefined;
  if (nonlinear(failure) !== undefined) return undefined;
  const [backward, forward] = [backwardJacobian(call, dy, name), forwardJacobian(call, dy, name)];
  let worst: { readonly i: number; readonly counted: number; readonly uses: number } | undefined;
  for (let i = 0; i < one.size; i++) {
    let [counted, uses] = [0, 0];
    for (let k = 0; k < dy.size; k++) {
      const [a, b] = [backward[k][i], forward[i][k]];
      if (a !== 0 && !nearlyEqual(a, b)) return undefined;
      if (!nearlyEqual(b, 0)) uses++;
      if (a !== 0) counted++;
    }
    if (counted === 0 && uses > 0) return undefined;
    if (counted < uses && worst === undefined) worst = { i, counted, uses };
  }
  if (worst === undefined) return undefined;
  const index = failure.pairs[worst.i]?.index ?? [worst.i];
  return {
    code: "accumulation",
    message: `${name}[${index.join(", ")}] influences ${worst.uses} outputs, and backward counts ${worst.counted} of them`,
  };
};

/** The gradient of each output according to backward. [outputs][elements] */
function backwardJacobian(call: LayerCall, dy: Tensor, name: string): readonly Float64Array[] {
  const { backward } = runLayer(call);
  return Array.from({ length: dy.size }, (_, k) => {
    const unit = new Float64Array(dy.size);
    unit[k] = 1;
    return gradientsOf(backward(tensor(unit, dy.shape, dy)))[name];
  });
}

/** The derivative of the outputs by each element, by central differences. [elements][outputs] */
function forwardJacobian(call: LayerCall, dy: Tensor, name: string): readonly Float64Array[] {
  const gradient = localGradientOf({ ...call, forward: runLayer(call) }, dy, name);
  const origin = Float64Array.from(gradient.tensor.data);
  const h = 1e-5;
  return Array.from({ length: origin.length }, (_, i) => {
    const [plus, minus] = [h, -h].map((t) => {
      const moved = origin.slice();
      moved[i] += t;
      return withValues(gradient, moved, () => Float64Array.from(gradient.run().y.data));
    });
    return plus.map((value, k) => (value - minus[k]) / (2 * h));
  });
}

function nearlyEqual(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b));
}
