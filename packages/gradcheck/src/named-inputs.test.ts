import { bufferOf, gatherRows, multiply, scale, scatterAddRows, tensor, zeros } from "@retrograd/core";
import { builtins } from "@retrograd/layers";
import { buildNetwork, inputTensors, type Model } from "@retrograd/network";
import { createRegistry, defineLayer, definePlugin } from "@retrograd/plugin";
import { anything } from "@retrograd/testing";
import { expect, test } from "vitest";
import { checkNetwork } from "./index.js";
import { drawCheckInputs } from "./network/check-inputs.js";

/** The rows of a table for indices below 5. x: [batch, n] -> [batch, n, 2] */
const table = (type: string, factor: number) =>
  defineLayer({
    type,
    summary: "Rows of a table.",
    options: anything,
    create: (_options, inShape, ctx) => ({
      type,
      outShape: [...inShape, 2],
      paramShapes: { W: [5, 2] },
      takes: { indices: 5 },
      mask: "keeps",
      init: (rng) => ({ W: tensor(Float64Array.from({ length: 10 }, rng.normal), [5, 2], ctx) }),
      forward: ({ W = zeros([5, 2], ctx) }, x) => ({
        y: gatherRows(W, x),
        backward: (dy) => ({ grads: { W: scale(scatterAddRows(dy, x, 5), factor) } }),
      }),
    }),
  });

/** The sum over the steps that count, or its backward without the mask. x: [batch, time, n] -> [batch, n] */
const sumOfSteps = (type: string, isRight: boolean) =>
  defineLayer({
    type,
    summary: "The sum over the steps.",
    options: anything,
    create: (_options, [time = 0, width = 0], ctx) => ({
      type,
      outShape: [width],
      paramShapes: {},
      mask: "ends",
      init: () => ({}),
      forward(_params, x, { mask }) {
        const batch = x.shape[0] ?? 0;
        const counting = mask && bufferOf(mask);
        const weights = Float64Array.from(
          { length: batch * time * width },
          (_, i) => counting?.[Math.floor(i / width)] ?? 1,
        );
        const counts = tensor(weights, x.shape, ctx);
        const weighted = multiply(x, counts);
        const values = new Float64Array(batch * width);
        for (const [i, value] of bufferOf(weighted).entries()) {
          const at = Math.floor(i / (time * width)) * width + (i % width);
          values[at] = (values[at] ?? 0) + value;
        }
        return {
          y: tensor(values, [batch, width], ctx),
          backward(dy) {
            const from = bufferOf(dy);
            const all = weights.map(
              (_, i) => from[Math.floor(i / (time * width)) * width + (i % width)] ?? 0,
            );
            const dx = tensor(all, x.shape, ctx);
            return { dx: isRight ? multiply(dx, counts) : dx, grads: {} };
          },
        };
      },
    }),
  });

const registry = createRegistry(
  builtins,
  definePlugin({
    name: "inputs",
    layers: [table("Table", 1), table("Wrong", 2), sumOfSteps("Steps", true), sumOfSteps("Unmasked", false)],
  }),
);

const model = (rows = "Table", sum = "Steps"): Model => ({
  inputs: { words: { shape: [4], indices: 5, padding: 0 }, sizes: [4, 3], author: [2] },
  layers: [
    { [rows]: {}, from: "words", id: "rows" },
    { [sum]: {}, id: "sum" },
    { Affine: { units: 2, axis: "last" }, from: "sizes", mask: "words" },
    { Steps: {}, id: "total", mask: "words" },
    { Affine: 2, from: "author" },
    { Concat: {}, from: ["sum", "total", "Affine2", "author"] },
    { Affine: 3 },
    "SoftmaxWithLoss",
  ],
});
const networkOf = (of: Model) => buildNetwork(registry, of, { dtype: "f64" });

test("each input is drawn as what it holds, with random lengths where it has padding", () => {
  const { network, x } = drawCheckInputs(networkOf(model()), { batch: 6, seed: 1 });
  const [words, sizes, author] = inputTensors(network, x).map(({ data }) => [...data]);
  expect(words?.every((value) => Number.isInteger(value) && value >= 0 && value < 5)).toBe(true);
  expect(words?.filter((value) => value === 0).length).toBeGreaterThan(0);
  expect([...(sizes ?? []), ...(author ?? [])].some(Number.isInteger)).toBe(false);
});

test.each(["exhaustive", "fast"] as const)(
  "indices, values and a mask of another input are proved, %s",
  (mode) => {
    const { tensors } = checkNetwork(networkOf(model()), { mode });
    expect(tensors.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
    const checked = tensors.map(({ layer, tensor: name }) => `${layer}.${name}`);
    expect(checked).toEqual(
      expect.arrayContaining(["rows.W", "Affine1.x", "Affine2.x", "Concat1.x", "Affine2.W"]),
    );
    expect(tensors.find(({ layer, tensor: name }) => layer === "rows" && name === "x")).toMatchObject({
      verdict: "pass",
    });
  },
);

test.each([
  ["rows", model("Wrong")],
  ["sum", model(undefined, "Unmasked")],
])("a wrong %s fails, and no layer of another input is blamed", (id, wrong) => {
  const { tensors } = checkNetwork(networkOf(wrong));
  const failed = tensors.filter(({ verdict }) => verdict === "fail");
  expect(new Set(failed.map(({ blame }) => blame))).toEqual(new Set([id]));
});

test("layers of two inputs that share a parameter are proved", () => {
  const tied = networkOf({
    inputs: { a: { shape: [2], indices: 5 }, b: { shape: [2], indices: 5 }, c: [3], d: [3] },
    layers: [
      { Table: {}, from: "a", id: "first" },
      { Table: {}, from: "b", id: "second", tie: { W: "first.W" } },
      { Affine: 4, from: "c", id: "third" },
      { Affine: 4, from: "d", tie: { W: "third.W" } },
      { Multiply: {}, from: ["first", "second"] },
      { Multiply: {}, from: ["third", "Affine2"] },
      { Affine: 4, from: "Multiply1" },
      { Add: {}, from: ["Affine3", "Multiply2"] },
      "SoftmaxWithLoss",
    ],
  });
  for (const mode of ["exhaustive", "fast"] as const) {
    const { tensors } = checkNetwork(tied, { mode });
    expect(tensors.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
    expect(tensors.some(({ layer, tensor: name }) => layer === "first" && name === "W")).toBe(true);
  }
});
