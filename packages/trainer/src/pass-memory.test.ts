import {
  bufferOf,
  createPortableEngine,
  createReferenceEngine,
  type Engine,
  philoxStreams,
  scope,
  tensor,
  zeros,
} from "@retrograd/core";
import { buildNetwork, forwardLoss, initParams, PassMemory } from "@retrograd/network";
import { createRegistry, type Entry, type LayerDefinition } from "@retrograd/plugin";
import { anything } from "@retrograd/testing";
import { expect, test } from "vitest";
import { registry } from "../tests/setup.js";

/** A layer without work, whose output is its input, and whose dx is dy. */
const same: LayerDefinition = {
  type: "Same",
  summary: "",
  options: anything,
  create: (_options, inShape) => ({
    type: "Same",
    outShape: inShape,
    paramShapes: {},
    init: () => ({}),
    forward: (_params, x) => ({ y: x, backward: (dy) => ({ dx: dy, grads: {} }) }),
  }),
};
const extended = createRegistry(...registry.plugins, { name: "same", layers: [same] });

const affine = { Affine: { units: 64, init: { Normal: { std: 0.1 } } } };
const chain: readonly Entry[] = Array.from({ length: 15 }, () => [affine, "Sigmoid"] as const).flat();
const graph: readonly Entry[] = [
  { ...affine, id: "first" },
  "Same",
  { Relu: {}, id: "relu" },
  { ...affine, id: "branch" },
  "Sigmoid",
  { Add: {}, from: ["Sigmoid1", "relu"], id: "sum" },
  "Same",
  { Multiply: {}, from: ["Same2", "first"], id: "product" },
  { Concat: {}, from: ["product", "sum", "product"], id: "all" },
  { Affine: { units: 64, transposed: true }, from: "relu", id: "wide" },
  { Affine: { units: 64, transposed: true }, tie: { W: "wide.W" }, from: "first", id: "shared" },
  { Add: {}, from: ["wide", "shared"], id: "both" },
  { Concat: {}, from: ["all", "both"] },
  { Affine: 5 },
];

/** Gradients of one training step, and the bytes that the engine's memory has afterwards. */
function stepOn(
  engine: Engine,
  entries: readonly Entry[],
  { early, batch = 6 }: { early: boolean; batch?: number },
) {
  const network = buildNetwork(
    extended,
    { input: [64], layers: [...entries, "SoftmaxWithLoss"] },
    { engine },
  );
  const params = initParams(network, philoxStreams(0));
  const gradients = scope(engine, () => {
    const x = tensor(
      Float32Array.from({ length: 64 * batch }, (_, i) => Math.sin(i)),
      [batch, 64],
      { engine },
    );
    const t = tensor(
      Float32Array.from({ length: batch }, (_, i) => i % 5),
      [batch],
      { engine },
    );
    const memory = early ? new PassMemory(engine) : undefined;
    const { grads } = forwardLoss(network, params, { x, t }, { mode: "train", memory }).backward();
    return Object.entries(grads).flatMap(([id, tensors]) =>
      Object.entries(tensors).map(([name, { data }]) => [`${id}.${name}`, [...data]]),
    );
  });
  return { gradients, bytes: bufferOf(zeros([1], { engine })).buffer.byteLength };
}

test.each([
  ["a chain", chain],
  ["a graph with shared outputs, shared parameters and layers that return their input", graph],
])("the gradients of %s have the same bits where tensors are released early", (_name, entries) => {
  for (const create of [createReferenceEngine, createPortableEngine]) {
    const [usual, early] = [false, true].map((early) => stepOn(create(), entries, { early }).gradients);
    expect(usual?.length).toBeGreaterThan(5);
    expect(early).toEqual(usual);
  }
});

test("a deep chain needs less than two thirds of the memory", () => {
  const bytes = (early: boolean) => stepOn(createPortableEngine(), chain, { early, batch: 1024 }).bytes;
  expect(bytes(true)).toBeLessThan((2 / 3) * bytes(false));
});
