import { createReferenceEngine } from "@retrograd/core";
import type { Samples } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { batchTensors } from "./batch-tensors.js";

const engine = createReferenceEngine();

const images: Samples = {
  x: {
    shape: [4],
    values: Uint8Array.of(0, 51, 102, 255, 1, 2, 3, 4),
    scaling: { offset: Float64Array.of(0), divisor: Float64Array.of(255) },
  },
  t: { shape: [], values: Uint8Array.of(7, 3) },
};

test("a minibatch holds the named samples, scaled, with class indices", () => {
  const { x, t } = batchTensors(images, [1, 0, 0], { engine, dtype: "f32" });
  expect(x.shape).toEqual([3, 4]);
  expect([...x.data].slice(4, 8)).toEqual([0, 0.2, 0.4, 1].map(Math.fround));
  expect([t.shape, [...t.data]]).toEqual([[3], [3, 7, 7]]);
  expect([x.engine, x.dtype, t.dtype]).toEqual([engine, "f32", "f32"]);
});

test("inputs take the network's shape where the size is the same", () => {
  const { x } = batchTensors(images, Int32Array.of(0, 1), { engine, dtype: "f64", inputShape: [1, 2, 2] });
  expect(x.shape).toEqual([2, 1, 2, 2]);
});

test("values keep their row shape", () => {
  const samples = { x: images.x, t: { shape: [2], values: Float64Array.of(1, 2, 3, 4) } };
  const { t } = batchTensors(samples, [1], { engine, dtype: "f64" });
  expect([t.shape, [...t.data]]).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test("a network that takes another number of inputs is refused with both shapes", () => {
  expect(() => batchTensors(images, [0], { engine, dtype: "f32", inputShape: [5] })).toThrow(
    "the network takes inputs [5], but rows of the data are [4]: 5 and 4 numbers",
  );
});

test("an index without a sample is refused", () => {
  expect(() => batchTensors(images, [2], { engine, dtype: "f32" })).toThrow("must be from 0 to 1, got 2");
});
