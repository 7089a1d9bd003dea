import { tensor } from "@retrograd/core";
import { conformance } from "@retrograd/gradcheck";
import { createRegistry } from "@retrograd/plugin";
import { f64, refusal, training } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { globalMaxPool } from "./global-max-pool.js";

test("the largest of each channel, and its gradient, by hand", () => {
  const layer = globalMaxPool.create({}, [2, 2, 2], f64);
  const { y, backward, branches } = layer.forward(
    {},
    tensor([1, 4, 3, 4, -5, -3, -7, -6], [1, 2, 2, 2], f64),
    training,
  );
  expect(y.shape).toEqual([1, 2]);
  expect([...y.data]).toEqual([4, -3]);
  const { dx } = backward(tensor([10, 20], [1, 2], f64));
  expect(dx?.shape).toEqual([1, 2, 2, 2]);
  expect([...(dx?.data ?? [])]).toEqual([0, 10, 0, 0, 0, 20, 0, 0]);
  expect(Array.from(branches?.() ?? [])).toEqual([1, 1]);
});

test.each([
  [
    "rows",
    {},
    [64],
    "E_SHAPE",
    "needs [channels, ...], such as pictures [channels, height, width], got [64]",
  ],
])("refuses %s", (_name, options, input, code, message) => {
  const { code: got, message: text } = refusal(() => globalMaxPool.create(options, input, f64));
  expect(got).toBe(code);
  expect(text).toContain(message);
});

describe("conformance", () => {
  for (const { name, run } of conformance(globalMaxPool, createRegistry(), globalMaxPool.examples ?? []))
    test(name, run);
});
