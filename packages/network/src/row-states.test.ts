import { philoxStreams, scope, tensor } from "@retrograd/core";
import { createRegistry, type Layer } from "@retrograd/plugin";
import { anything, cells, refusal, tiny } from "@retrograd/testing";
import { expect, test } from "vitest";
import {
  buildNetwork,
  forward,
  forwardLoss,
  initParams,
  initRowStates,
  learnedParams,
  resetRowStates,
  storeRowStates,
  withRowStates,
} from "./index.js";

const f64 = { dtype: "f64" } as const;
const network = buildNetwork(
  createRegistry(tiny, cells),
  { input: [2, 1], layers: ["TanhCell", "HalfSquares"] },
  f64,
);
const [a, b] = [0.5, -0.8];
const params = {
  TanhCell1: { Wx: tensor([a], [1, 1], f64), Wh: tensor([b], [1, 1], f64) },
  HalfSquares1: {},
};
/** h of each step of a row, from its state. */
const run = (xs: readonly number[], start = 0) => {
  const hs: number[] = [];
  for (const x of xs) hs.push(Math.tanh(a * x + b * (hs.at(-1) ?? start)));
  return hs;
};
const batch = (...rows: readonly (readonly number[])[]) => tensor(rows.flat(), [rows.length, 2, 1], f64);

test("models have no state of rows; a pass starts with its first values and returns the last", () => {
  expect(Object.keys(initParams(network, philoxStreams(0)).TanhCell1 ?? {})).toEqual(["Wx", "Wh"]);
  for (const mode of ["train", "eval"] as const) {
    const pass = forward(network, params, batch([1, 2], [3, 4]), { mode });
    expect([...pass.y.data]).toEqual([...run([1, 2]), ...run([3, 4])]);
    expect(pass.state.TanhCell1?.h?.shape).toEqual([2, 1]);
    expect([...(pass.state.TanhCell1?.h?.data ?? [])]).toEqual([run([1, 2])[1], run([3, 4])[1]]);
  }
});

test("rows continue where they stood, in batches that may get smaller, until they are reset", () => {
  const states = initRowStates(network, 2);
  const step = (x: ReturnType<typeof batch>) =>
    scope(network.engine, () => {
      const rows = x.shape[0] ?? 0;
      const pass = forward(network, withRowStates(network, params, states, rows), x);
      storeRowStates(network, states, pass.state, { mode: "eval", rows });
      return Array.from(pass.y.data);
    });
  const [one, other] = [run([1, 2]), run([3, 4])];
  expect(step(batch([1, 2], [3, 4]))).toEqual([...one, ...other]);
  expect(step(batch([5, 6], [7, 8]))).toEqual([...run([5, 6], one[1]), ...run([7, 8], other[1])]);
  const third = run([9, 10], run([5, 6], one[1])[1]);
  expect(step(batch([9, 10]))).toEqual(third);
  resetRowStates(network, states);
  expect(step(batch([9, 10], [1, 2]))).toEqual([...run([9, 10]), ...one]);
  expect(learnedParams(network, withRowStates(network, params, states, 2))).toEqual(params);
});

test("the gradient ends at the state of the rows", () => {
  // one step: loss = (h - 0)^2 / 2, so dz = h (1 - h^2), dWx = x dz, dWh = state dz, whatever the state depends on
  const single = buildNetwork(
    createRegistry(tiny, cells),
    { input: [1, 1], layers: ["TanhCell", "HalfSquares"] },
    f64,
  );
  const state = { TanhCell1: { h: tensor([0.3], [1, 1], f64) } };
  const x = tensor([2], [1, 1, 1], f64);
  const pass = forwardLoss(
    single,
    withRowStates(single, params, state, 1),
    { x, t: tensor([0], [1, 1, 1], f64) },
    { mode: "train" },
  );
  const h = Math.tanh(a * 2 + b * 0.3);
  const { Wx, Wh } = pass.backward().grads.TanhCell1 ?? {};
  expect(Wx?.data[0]).toBeCloseTo(2 * h * (1 - h * h), 14);
  expect(Wh?.data[0]).toBeCloseTo(0.3 * h * (1 - h * h), 14);
});

test("the state of another number of rows, or a wrong next one, is refused", () => {
  const wrong = withRowStates(network, params, initRowStates(network, 3), 3);
  expect(refusal(() => forward(network, wrong, batch([1, 2])))).toEqual({
    code: "E_SHAPE",
    message: "TanhCell1: the state h must be [1, 1], one for each row of the batch, got [3, 1]",
  });
  const layer: Layer = {
    type: "Own",
    outShape: [2, 1],
    paramShapes: {},
    state: { h: { shape: [1], first: 0.5, perRow: true } },
    init: () => ({}),
    forward: (tensors, x) => ({ y: x, state: tensors, backward: (dy) => ({ dx: dy, grads: {} }) }),
  };
  const own = { type: "Own", summary: "", options: anything, create: () => layer };
  const registry = createRegistry(tiny, { name: "own", layers: [own] });
  const ownNetwork = buildNetwork(registry, { input: [2, 1], layers: ["Own", "HalfSquares"] }, f64);
  const states = initRowStates(ownNetwork, 2);
  const empty = { Own1: {}, HalfSquares1: {} };
  const { state } = forward(ownNetwork, empty, batch([1, 2], [3, 4]));
  expect([...(state.Own1?.h?.data ?? [])]).toEqual([0.5, 0.5]);
  const pass = { mode: "train", rows: 1 } as const;
  expect(refusal(() => storeRowStates(ownNetwork, states, state, pass))).toEqual({
    code: "E_PLUGIN",
    message: "Own1: forward returned the state h [2, 1], but the layer declares [1, 1] for 1 rows",
  });
});
