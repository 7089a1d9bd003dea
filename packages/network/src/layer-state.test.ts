import { philoxStreams, tensor } from "@retrograd/core";
import { createRegistry, type Layer } from "@retrograd/plugin";
import { anything, norms, refusal, tiny } from "@retrograd/testing";
import { expect, test } from "vitest";
import {
  buildNetwork,
  commitState,
  forward,
  forwardLoss,
  guardNetwork,
  initParams,
  learnedParams,
  predict,
} from "./index.js";

const f64 = { dtype: "f64" } as const;
const model = { input: [2], layers: [{ TestBatchNorm: {} }, "HalfSquares"] };
const network = buildNetwork(createRegistry(tiny, norms), model, f64);
const params = initParams(network, philoxStreams(0));
const x = tensor([1, 10, 3, 30], [2, 2], f64);
const numbers = (tensors: Readonly<Record<string, { readonly data: ArrayLike<number> }>> | undefined) =>
  Object.fromEntries(Object.entries(tensors ?? {}).map(([name, { data }]) => [name, Array.from(data)]));

test("state begins with its first values, next to the parameters", () => {
  expect(numbers(params.TestBatchNorm1)).toEqual({
    gamma: [1, 1],
    beta: [0, 0],
    mean: [0, 0],
    variance: [1, 1],
  });
});

test("a pass in mode train returns the next state, and leaves the current one as it is", () => {
  const pass = forward(network, params, x, { mode: "train" });
  // 0.9 of the old, 0.1 of the new: means 2 and 20, variances over n - 1: 2 and 200
  const { mean = [], variance = [] } = numbers(pass.state.TestBatchNorm1);
  [0.2, 2].forEach((value, i) => {
    expect(mean[i]).toBeCloseTo(value, 12);
  });
  [1.1, 20.9].forEach((value, i) => {
    expect(variance[i]).toBeCloseTo(value, 12);
  });
  expect(numbers(params.TestBatchNorm1).mean).toEqual([0, 0]);
  const t = tensor([0, 0, 0, 0], [2, 2], f64);
  expect(
    numbers(forwardLoss(network, params, { x, t }, { mode: "train" }).state.TestBatchNorm1).mean,
  ).toEqual(mean);
});

test("a pass in mode eval reads the state and returns none", () => {
  const pass = forward(network, params, x);
  expect(pass.state).toEqual({});
  const scaled = [1, 10, 3, 30].map((v) => v / Math.sqrt(1 + 1e-5));
  scaled.forEach((value, i) => {
    expect(pass.y.data[i]).toBeCloseTo(value, 12);
  });
  expect(predict(network, params, x).data.length).toBe(4);
  expect(Object.keys(pass.backward(pass.y).grads.TestBatchNorm1 ?? {})).toEqual(["gamma", "beta"]);
});

/** The network of one layer, with some members of the layer replaced. */
function networkOf(members: Partial<Layer>) {
  const layer: Layer = {
    type: "Own",
    outShape: [2],
    paramShapes: { w: [1] },
    state: { mean: { shape: [2], first: 0 } },
    init: () => ({ w: tensor([1], [1], f64) }),
    forward: (_params, input) => ({ y: input, backward: (dy) => ({ dx: dy, grads: {} }) }),
    ...members,
  };
  const own = { type: "Own", summary: "", options: anything, create: () => layer };
  const registry = createRegistry(tiny, { name: "own", layers: [own] });
  return buildNetwork(registry, { input: [2], layers: ["Own", "HalfSquares"] }, f64);
}

test.each([
  [
    "a name of both kinds",
    { w: { shape: [1], first: 0 } },
    'a parameter and a tensor of the state are both called "w": rename one of them',
  ],
  [
    "the name of the input",
    { x: { shape: [1], first: 0 } },
    'a tensor of the state is called "x", the name of the layer\'s input: rename it',
  ],
  [
    "no first value",
    { mean: { shape: [1] } as never },
    "state.mean must be { shape, first }: a list of axes, and a finite number",
  ],
])("refuses declared state with %s", (_what, state, message) => {
  expect(refusal(() => networkOf({ state })).message).toBe(`Own1 of own: ${message}`);
});

const vector = tensor([1, 2], [2], f64);
test.each([
  [{}, "a state without mean: return the next state, all of it"],
  [{ mean: vector, other: vector }, "the state other, which the layer does not declare"],
  [{ mean: x }, "the state mean [2, 2], but the layer declares [2]"],
])("refuses to store a next state that is %j", (state, message) => {
  const own = networkOf({
    forward: (_params, input) => ({ y: input, state, backward: (dy) => ({ dx: dy, grads: {} }) }),
  });
  const drawn = initParams(own, philoxStreams(0));
  const next = forward(own, drawn, x, { mode: "train" }).state;
  expect(refusal(() => commitState(own, drawn, next, 2))).toEqual({
    code: "E_PLUGIN",
    message: `Own1: forward returned ${message}`,
  });
  expect(forward(own, drawn, x).state).toEqual({});
});

test("stores the next state in place, and tells it from what is learned", () => {
  const drawn = initParams(network, philoxStreams(0));
  const { mean } = drawn.TestBatchNorm1 ?? {};
  commitState(network, drawn, forward(network, drawn, x, { mode: "train" }).state, 2);
  expect(mean?.data[1]).toBeCloseTo(2, 12);
  expect(Object.keys(learnedParams(network, drawn).TestBatchNorm1 ?? {})).toEqual(["gamma", "beta"]);
});

test("a frozen layer gets a context that needs no gradients of parameters", () => {
  const seen: (boolean | undefined)[] = [];
  const own = networkOf({
    forward(_params, input, ctx) {
      seen.push(ctx.needsParamGradients);
      return { y: input, backward: (dy) => ({ dx: dy, grads: {} }) };
    },
  });
  const drawn = initParams(own, philoxStreams(0));
  forward(own, drawn, x, { frozen: new Set(["Own1"]) });
  forward(own, drawn, x);
  expect(seen).toEqual([false, true]);
});

test("a guarded layer hands on state and branches, and blames its layer for their errors", () => {
  const state = { mean: vector };
  const pass = { y: x, state, backward: () => ({ dx: x, grads: {} }) };
  const run = (branches: () => number[]) => {
    const [own] = guardNetwork(networkOf({ forward: () => ({ ...pass, branches }) })).layers;
    return own?.layer.forward({}, x, { mode: "train", rng: undefined as never, needsInputGradient: true });
  };
  expect(run(() => [1, 0])?.state).toBe(state);
  expect(run(() => [1, 0])?.branches?.()).toEqual([1, 0]);
  const oops = () => {
    throw new TypeError("oops");
  };
  expect(refusal(() => run(oops)?.branches?.()).message).toBe("Own1: its code threw TypeError: oops");
});
