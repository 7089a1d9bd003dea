import { gatherRows, scale, scatterAddRows, type Tensor, tensor } from "@retrograd/core";
import { builtins } from "@retrograd/layers";
import { buildNetwork } from "@retrograd/network";
import { createRegistry, defineLayer, type Entry } from "@retrograd/plugin";
import { anything } from "@retrograd/testing";
import { expect, test } from "vitest";
import { checkNetwork } from "./check/check-network.js";

/** y = x W without a bias; `wrong` doubles its gradient by W. */
const affine = createRegistry(builtins).layers.get("Affine");
const doubled = defineLayer({
  type: "Doubled",
  summary: "Affine whose gradient by W is twice too large.",
  options: anything,
  create(_options, inShape, ctx) {
    const layer = affine?.create({ units: 3, init: "He" }, inShape, ctx);
    if (layer === undefined) throw new Error("Affine is registered");
    return {
      ...layer,
      type: "Doubled",
      forward(params, x, context) {
        const pass = layer.forward(params, x, context);
        return {
          ...pass,
          backward(dy) {
            const { dx, grads } = pass.backward(dy);
            const { W } = grads;
            return { ...(dx && { dx }), grads: { ...grads, ...(W && { W: scale(W, 2) }) } };
          },
        };
      },
    };
  },
});

/** Rows of W by their numbers: x [batch, time] of 5 indices, W [5, 4] -> y [batch, time, 4]. */
const table = defineLayer({
  type: "Table",
  summary: "Rows of a table.",
  options: anything,
  create: (_options, inShape, ctx) => ({
    type: "Table",
    outShape: [...inShape, 4],
    paramShapes: { W: [5, 4] },
    takes: { indices: 5 },
    mask: "keeps",
    init: (rng) => ({
      W: tensor(
        Float64Array.from({ length: 20 }, () => rng.normal()),
        [5, 4],
        ctx,
      ),
    }),
    forward: ({ W }: { readonly W: Tensor }, x) => ({
      y: gatherRows(W, x),
      backward: (dy) => ({ grads: { W: scatterAddRows(dy, x, 5) } }),
    }),
  }),
});
const registry = createRegistry(builtins, { name: "pieces", layers: [doubled, table] });

const build = (layers: readonly Entry[], dtype: "f32" | "f64" = "f64") =>
  buildNetwork(registry, { input: [3], layers }, { dtype });

/** One after the other, the second one transposed; and next to each other, with a later layer that shares as well. */
const inARow: readonly Entry[] = [
  { Affine: 3, id: "first" },
  "Sigmoid",
  { Affine: { units: 3, transposed: true }, tie: { W: "first.W" }, id: "second" },
  "SoftmaxWithLoss",
];
const inPaths: readonly Entry[] = [
  { Affine: 3, from: "input", id: "first" },
  { Affine: 3, from: "input", tie: { W: "first.W", b: "first.b" }, id: "second" },
  "Relu",
  { Add: {}, from: ["first", "Relu1"] },
  { Affine: 3, tie: { W: "second.W" }, id: "third" },
  "SoftmaxWithLoss",
];

test.each([
  ["one after the other", inARow, 1],
  ["next to each other", inPaths, 3],
] as const)("tied parameters of layers %s pass, and move as one tensor", (_what, layers, ties) => {
  for (const mode of ["exhaustive", "fast"] as const) {
    const training = build(layers, "f32");
    const { verdict, tensors } = checkNetwork(build(layers), { mode, training, burnIn: 1, seed: 1 });
    expect(verdict).toBe("pass");
    const first = tensors.find(({ layer, tensor }) => layer === "first" && tensor === "W");
    expect(first?.whole?.verdict).toBe("pass");
    // the loss's gradient by a tied parameter is that of the layer that it is tied to
    const alone = tensors.filter(
      ({ layer, tensor, whole }) => layer !== "first" && tensor !== "x" && whole === undefined,
    );
    expect(alone).toHaveLength(ties);
    for (const { local } of alone) expect(local?.verdict).toBe("pass");
  }
});

test.each([
  ["one after the other", ["Sigmoid", { Doubled: {}, tie: { W: "first.W" }, id: "second" }]],
  [
    "next to each other",
    [
      { Doubled: {}, from: "input", tie: { W: "first.W" }, id: "second" },
      { Add: {}, from: ["first", "second"] },
    ],
  ],
] as const)("a wrong gradient of one use is blamed on its layer, %s", (_what, layers) => {
  const network = build([{ Affine: 3, id: "first" }, ...layers, "SoftmaxWithLoss"]);
  const { verdict, tensors } = checkNetwork(network);
  expect(verdict).toBe("fail");
  const failed = tensors.filter((report) => report.verdict === "fail");
  expect(failed.map(({ layer, tensor, blame }) => `${layer}.${tensor} of ${blame}`)).toEqual([
    "first.W of second",
    "second.W of second",
  ]);
});

test("an output layer whose W is that of an embedding passes", () => {
  const layers: readonly Entry[] = [
    { Table: {}, id: "embed" },
    { Affine: { units: 4, axis: "last" } },
    "Sigmoid",
    { Affine: { units: 5, axis: "last", transposed: true }, tie: { W: "embed.W" }, id: "out" },
    { SoftmaxWithLoss: { ignore: 0 } },
  ];
  const model = { input: { shape: [3], indices: 5, padding: 0 }, layers };
  const network = buildNetwork(registry, model, { dtype: "f64" });
  for (const mode of ["exhaustive", "fast"] as const) {
    const { verdict, tensors } = checkNetwork(network, { mode, burnIn: 1 });
    expect(verdict).toBe("pass");
    const W = tensors.find(({ layer, tensor }) => layer === "embed" && tensor === "W");
    expect(W?.whole?.verdict).toBe("pass");
  }
});
