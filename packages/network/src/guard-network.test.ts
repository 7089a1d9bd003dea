import { map, tensor } from "@retrograd/core";
import type { Forward, Layer } from "@retrograd/plugin";
import { createRegistry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { buildNetwork } from "./build-network.js";
import { guardNetwork } from "./guard-network.js";

const options = {
  "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value }) },
} as const;
const x = tensor([1, 2, 3], [1, 3], { dtype: "f64" });
const ctx = { mode: "train", rng: undefined as never, needsInputGradient: true } as const;
const valid: Forward = { y: x, backward: (dy) => ({ dx: dy, grads: {} }) };

/** A guarded network of one layer, and a loss that is never run. */
function guarded(members: Partial<Layer>): Layer {
  const layer = {
    type: "Own",
    outShape: [3],
    paramShapes: {},
    init: () => ({}),
    forward: () => valid,
    ...members,
  };
  const loss = {
    type: "Loss",
    outShape: [3],
    targets: "values",
    forward: () => ({ loss: 0, y: x, backward: () => ({ dx: x }) }),
    predict: () => x,
    exampleTargets: () => x,
  } as const;
  const registry = createRegistry({
    name: "own",
    layers: [{ type: "Own", summary: "", options, create: () => layer }],
    losses: [{ type: "Loss", summary: "", options, create: () => loss }],
  });
  const network = guardNetwork(
    buildNetwork(registry, { input: [3], layers: ["Own", "Loss"] }, { dtype: "f64" }),
  );
  return network.layers[0].layer;
}

const oops = () => {
  throw new TypeError("oops");
};

test("a valid layer returns the same results", () => {
  const { y, backward } = guarded({ branches: () => [1] }).forward({}, x, ctx);
  expect(y).toBe(x);
  expect(backward(x).dx).toBe(x);
  expect(guarded({ branches: () => [1] }).branches?.({}, x)).toEqual([1]);
  expect(guarded({}).branches).toBe(undefined);
});

const wrongUpstream =
  "Own1: backward received f64 [3] for an output of f64 [1, 3]: the next layer returned a wrong dx";

test.each([
  ["a forward that throws", { forward: oops }, "E_PLUGIN Own1: its code threw TypeError: oops"],
  [
    "a backward that throws",
    { forward: () => ({ y: x, backward: oops }) },
    "E_PLUGIN Own1: its code threw TypeError: oops",
  ],
  [
    "a backward that returns nothing",
    { forward: () => ({ y: x, backward: () => undefined as never }) },
    "E_PLUGIN Own1: backward must return { dx, grads }, all of them tensors",
  ],
  [
    "a gradient that is not a tensor",
    { forward: () => ({ y: x, backward: () => ({ dx: 1 as never, grads: {} }) }) },
    "E_PLUGIN Own1: backward must return { dx, grads }, all of them tensors",
  ],
  [
    "an operation that fails",
    { forward: () => ({ y: map(tensor([1], [2]), Math.abs), backward: oops }) },
    /^E_SHAPE Own1: tensor/,
  ],
])("an error of %s names the layer", (_name, members, expected) => {
  const run = () => {
    try {
      return guarded(members).forward({}, x, ctx).backward(x);
    } catch (error) {
      const { code, message } = error as { code: string; message: string };
      return `${code} ${message}`;
    }
  };
  if (typeof expected === "string") expect(run()).toBe(expected);
  else expect(run()).toMatch(expected);
});

test("a gradient whose shape is not that of the output blames the next layer", () => {
  const { backward } = guarded({}).forward({}, x, ctx);
  expect(() => backward(tensor([1, 2, 3], [3], { dtype: "f64" }))).toThrow(wrongUpstream);
});
