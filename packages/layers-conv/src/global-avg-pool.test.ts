import { tensor } from "@retrograd/core";
import { conformance } from "@retrograd/gradcheck";
import { createRegistry } from "@retrograd/plugin";
import { f64, refusal, training } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { globalAvgPool } from "./global-avg-pool.js";

test("the mean of each channel, and its gradient, by hand", () => {
  const layer = globalAvgPool.create({}, [2, 2, 2], f64);
  const { y, backward } = layer.forward({}, tensor([1, 2, 3, 4, 5, 5, 7, 7], [1, 2, 2, 2], f64), training);
  expect(y.shape).toEqual([1, 2]);
  expect([...y.data]).toEqual([2.5, 6]);
  const { dx } = backward(tensor([4, 8], [1, 2], f64));
  expect(dx?.shape).toEqual([1, 2, 2, 2]);
  expect([...(dx?.data ?? [])]).toEqual([1, 1, 1, 1, 2, 2, 2, 2]);
});

test("takes sequences too", () => {
  expect(globalAvgPool.create({}, [3, 7], f64).outShape).toEqual([3]);
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
  const { code: got, message: text } = refusal(() => globalAvgPool.create(options, input, f64));
  expect(got).toBe(code);
  expect(text).toContain(message);
});

describe("conformance", () => {
  for (const { name, run } of conformance(globalAvgPool, createRegistry(), globalAvgPool.examples ?? []))
    test(name, run);
});
