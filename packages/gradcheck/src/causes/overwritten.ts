import { type Tensor, tensor } from "@retrograd/core";
import { withValues } from "../network/checked-gradient.js";
import { type LayerCall, runLayer } from "../network/layer-call.js";
import { gradientsOf } from "../rules/values.js";
import { localGradientOf } from "./another-call.js";
import type { Cause } from "./cause.js";
import { nonlinear } from "./nonlinear.js";

// outputs times elements, each a number of the Jacobian
const mostNumbers = 2 ** 14;

/** `accumulation`: an element that reaches several outputs gets the gradient of some of them alone, as `=` does where `+=`
 *  should stand. Number by number of the Jacobian, backward has `dy[k] / dx[i]` or 0, and both for one i. */
export const overwritten: Cause = (failure) => {
  const { call, dy, name, tensor: one } = failure;
  if (call === undefined || dy === undefined || dy.size * one.size > mostNumbers) return undefined;
  if (nonlinear(failure) !== undefined) return undefined;
  const [given, wanted] = [backwardJacobian(call, dy, name), forwardJacobian(call, dy, name)];
  let worst: { readonly i: number; readonly kept: number; readonly uses: number } | undefined;
  for (let i = 0; i < one.size; i++) {
    let [kept, uses] = [0, 0];
    for (let k = 0; k < dy.size; k++) {
      const [a, b] = [given[k][i], wanted[i][k]];
      if (a !== 0 && !nearlyEqual(a, b)) return undefined;
      if (!nearlyEqual(b, 0)) uses++;
      if (a !== 0) kept++;
    }
    if (kept === 0 && uses > 0) return undefined;
    if (kept < uses && worst === undefined) worst = { i, kept, uses };
  }
  if (worst === undefined) return undefined;
  const index = failure.pairs[worst.i]?.index ?? [worst.i];
  return {
    code: "accumulation",
    message: `${name}[${index.join(", ")}] reaches ${worst.uses} outputs, and backward counts ${worst.kept} of them`,
  };
};

/** What each output alone sends back, [outputs][elements]. */
function backwardJacobian(call: LayerCall, dy: Tensor, name: string): readonly Float64Array[] {
  const { backward } = runLayer(call);
  return Array.from({ length: dy.size }, (_, k) => {
    const unit = new Float64Array(dy.size);
    unit[k] = 1;
    return gradientsOf(backward(tensor(unit, dy.shape, dy)))[name];
  });
}

/** How each element moves the outputs, by central differences, [elements][outputs]. */
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
