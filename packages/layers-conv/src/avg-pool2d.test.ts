import { tensor } from "@retrograd/core";
import { conformance } from "@retrograd/gradcheck";
import { createRegistry } from "@retrograd/plugin";
import { f64, refusal, training } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { avgPool2D } from "./avg-pool2d.js";

const defaults = { kernel: 2, stride: undefined, padding: 0, countPadding: true };

test("the mean of each window, and its gradient, by hand", () => {
  const layer = avgPool2D.create(defaults, [1, 2, 4], f64);
  const { y, backward } = layer.forward({}, tensor([1, 2, 5, 6, 3, 4, 7, 8], [1, 1, 2, 4], f64), training);
  expect(y.shape).toEqual([1, 1, 1, 2]);
  expect([...y.data]).toEqual([2.5, 6.5]);
  const { dx } = backward(tensor([4, 8], [1, 1, 1, 2], f64));
  expect([...(dx?.data ?? [])]).toEqual([1, 1, 2, 2, 1, 1, 2, 2]);
});

test("padding counts as zeros, or is left out", () => {
  const means = (countPadding: boolean) => {
    const layer = avgPool2D.create({ ...defaults, padding: 1, countPadding }, [1, 2, 2], f64);
    return [...layer.forward({}, tensor([4, 8, 12, 16], [1, 1, 2, 2], f64), training).y.data];
  };
  expect(means(true)).toEqual([1, 2, 3, 4]);
  expect(means(false)).toEqual([4, 8, 12, 16]);
});

test.each([
  ["rows", defaults, [64], "E_SHAPE", "needs pictures [channels, height, width], got [64]"],
  [
    "more padding than half of the kernel",
    { ...defaults, padding: 2 },
    [1, 4, 4],
    "E_OPTION",
    "padding [2, 2] is more than half of the kernel [2, 2]",
  ],
])("refuses %s", (_name, options, input, code, message) => {
  const { code: got, message: text } = refusal(() => avgPool2D.create(options, input, f64));
  expect(got).toBe(code);
  expect(text).toContain(message);
});

describe("conformance", () => {
  for (const { name, run } of conformance(avgPool2D, createRegistry(), avgPool2D.examples ?? []))
    test(name, run);
});
