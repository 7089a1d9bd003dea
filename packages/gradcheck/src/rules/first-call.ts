import { type Tensor, tensor } from "@retrograd/core";
import type { Params } from "@retrograd/plugin";
import { type LayerSetup, runLayer } from "../network/layer-call.js";
import { breach } from "./breach.js";
import { passBits } from "./pass-bits.js";
import type { Rule } from "./rule.js";

/** Runs a layer forward on NaN alone, in both modes, before anything else does: what it keeps of its first call, such as the
 *  mean of the first batch, is NaN from then on. A layer may refuse to run on NaN. */
export function callFirstOnNaN(setup: LayerSetup): void {
  const params = Object.fromEntries(Object.entries(setup.params).map(([name, own]) => [name, allNaN(own)]));
  for (const mode of ["train", "eval"] as const) {
    try {
      runLayer({ ...setup, x: allNaN(setup.x), params, mode });
    } catch {
      // it has seen NaN, and that is all that is asked for
    }
  }
}

/** What a layer keeps of a first call on NaN. `hidden-state`: its output is NaN for any input; `stale-cache`: a gradient
 *  is. A formula that gives NaN does so for some elements alone. */
export const firstCall: Rule = (setup, dy) => {
  if (!areNumbers({ ...setup.params, x: setup.x })) return [];
  const { y, gradients } = passBits(setup, dy);
  // a loss has one output alone
  const lost = y.length === 1 && Number.isNaN(y[0]) && Object.values(gradients).every(isAllNaN);
  if (lost || isAllNaN(y))
    return [breach("x", "hidden-state", `after a first call on NaN every output is NaN: ${keeps}`)];
  const { data } = runLayer({ ...setup, mode: "eval" }).y;
  if (isAllNaN(data)) {
    const message = `after a first call on NaN every output in mode "eval" is NaN: ${keeps}`;
    return [breach("x", "hidden-state", message)];
  }
  return Object.entries(gradients)
    .filter(([, gradient]) => isAllNaN(gradient))
    .map(([name]) =>
      breach(name, "stale-cache", `after a first call on NaN every gradient is NaN: ${keeps}`),
    );
};

const keeps = "the layer keeps numbers between calls";

function allNaN(x: Tensor): Tensor {
  return tensor(new Float64Array(x.size).fill(Number.NaN), x.shape, x);
}

function areNumbers(tensors: Params): boolean {
  return Object.values(tensors).every(({ data, size }) => {
    for (let i = 0; i < size; i++) if (!Number.isFinite(data[i])) return false;
    return true;
  });
}

/** Of several elements: one alone may be NaN for a reason of its own. */
function isAllNaN(values: ArrayLike<number>): boolean {
  if (values.length < 2) return false;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) return false;
  return true;
}
