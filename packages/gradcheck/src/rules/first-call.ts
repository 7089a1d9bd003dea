import { type Tensor, tensor } from "@retrograd/core";
import type { Params } from "@retrograd/plugin";
import { argumentOf, type LayerSetup, runLayer } from "../network/layer-call.js";
import { breach } from "./breach.js";
import { passBits } from "./pass-bits.js";
import type { Rule } from "./rule.js";

/** Runs forward of a layer on NaN, in both modes, before any other call. Values that the layer stores from its first call,
 *  such as the mean of the first batch, are then NaN. A layer may refuse to run on NaN. */
export function callFirstOnNaN(setup: LayerSetup): void {
  const onNaN = {
    ...setup,
    x: allNaN(setup.x),
    params: allOnNaN(setup.params),
    ...(setup.state && { state: allOnNaN(setup.state) }),
  };
  for (const mode of ["train", "eval"] as const) {
    try {
      runLayer({ ...onNaN, mode });
    } catch {
      // the layer has received NaN, which is enough
    }
  }
}

/** Detects values that a layer stored from a first call on NaN. `hidden-state`: its output is NaN for any input;
 *  `stale-cache`: a gradient is. Only all elements count: a formula may give NaN for some of them. */
export const firstCall: Rule = (setup, dy) => {
  if (!areNumbers({ ...argumentOf(setup), x: setup.x })) return [];
  const { y, gradients } = passBits(setup, dy);
  // a loss has only one output
  const isLossNaN = y.length === 1 && Number.isNaN(y[0]) && Object.values(gradients).every(isAllNaN);
  if (isLossNaN || isAllNaN(y))
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

const allOnNaN = (tensors: Params): Params =>
  Object.fromEntries(Object.entries(tensors).map(([name, one]) => [name, allNaN(one)]));

function areNumbers(tensors: Params): boolean {
  return Object.values(tensors).every(({ data, size }) => {
    for (let i = 0; i < size; i++) if (!Number.isFinite(data[i])) return false;
    return true;
  });
}

/** False for a single element, which may be NaN for another reason. */
function isAllNaN(values: ArrayLike<number>): boolean {
  if (values.length < 2) return false;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) return false;
  return true;
}
