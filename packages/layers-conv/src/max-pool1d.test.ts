import { tensor } from "@retrograd/core";
import { conformance } from "@retrograd/gradcheck";
import { createRegistry } from "@retrograd/plugin";
import { f64, refusal, training } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { maxPool1D } from "./max-pool1d.js";

test("the largest of each window, and its gradient, by hand", () => {
  const layer = maxPool1D.create({ kernel: 2, stride: undefined, padding: 0 }, [1, 5], f64);
  const { y, backward, branches } = layer.forward({}, tensor([1, 3, 4, 4, 9], [1, 1, 5], f64), training);
  expect(y.shape).toEqual([1, 1, 2]);
  expect([...y.data]).toEqual([3, 4]);
  expect([...(backward(tensor([10, 20], [1, 1, 2], f64)).dx?.data ?? [])]).toEqual([0, 10, 20, 0, 0]);
  expect(Array.from(branches?.() ?? [])).toEqual([1, 2]);
});

test.each([
  ["rows", { kernel: 2, stride: undefined, padding: 0 }, [64], "E_SHAPE", "a sequence of numbers is [1, 64]"],
  [
    "more padding than half of the kernel",
    { kernel: 2, stride: 1, padding: 2 },
    [1, 4],
    "E_OPTION",
    "is more than half of the kernel",
  ],
])("refuses %s", (_name, options, input, code, message) => {
  const { code: got, message: text } = refusal(() => maxPool1D.create(options, input, f64));
  expect(got).toBe(code);
  expect(text).toContain(message);
});

describe("conformance", () => {
  for (const { name, run } of conformance(maxPool1D, createRegistry(), maxPool1D.examples ?? []))
    test(name, run);
});
