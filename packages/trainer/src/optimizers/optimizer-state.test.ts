import { tensor } from "@retrograd/core";
import type { Optimizer } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { initOptimizerState, updateParams } from "./optimizer-state.js";

const params = { A: { W: tensor([1, 2], [2]), b: tensor([0], [1]) }, R: {} };
const seen: string[] = [];
const watching: Optimizer = {
  type: "Watching",
  lr: 1,
  slots: { m: 0, v: 0.5 },
  update: (w, g, { m, v }, { lr, step }) =>
    seen.push(`${w.data} ${g.data} m ${m?.data} v ${v?.data} lr ${lr} step ${step}`),
};

test("has a tensor per parameter and slot, filled with the initial value of the slot", () => {
  const state = initOptimizerState(watching, params);
  expect(Object.entries(state).map(([name, { data }]) => `${name} ${data}`)).toEqual([
    "Watching.m/A.W 0,0",
    "Watching.v/A.W 0.5,0.5",
    "Watching.m/A.b 0",
    "Watching.v/A.b 0.5",
  ]);
});

test("updates each parameter with its gradient and its slots, in the network's order", () => {
  const grads = { R: {}, A: { b: tensor([3], [1]), W: tensor([4, 5], [2]) } };
  updateParams(
    watching,
    { params, grads, state: initOptimizerState(watching, params) },
    { lr: 0.25, step: 7 },
  );
  expect(seen).toEqual(["1,2 4,5 m 0,0 v 0.5,0.5 lr 0.25 step 7", "0 3 m 0 v 0.5 lr 0.25 step 7"]);
});

test("a parameter without a gradient or without state is an error", () => {
  const ctx = { lr: 1, step: 1 };
  const state = initOptimizerState(watching, params);
  const update = (grads: Parameters<typeof updateParams>[1]["grads"], current: typeof state) => () =>
    updateParams(watching, { params, grads, state: current }, ctx);
  expect(update({ A: { W: params.A.W } }, state)).toThrow("backward gave no gradient for A.b");
  expect(update({ A: params.A }, {})).toThrow("the optimizer's state has no Watching.m/A.W");
});
