import { tensor } from "@retrograd/core";
import { conformance } from "@retrograd/gradcheck";
import { createRegistry } from "@retrograd/plugin";
import { f64, refusal, training } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { avgPool1D } from "./avg-pool1d.js";

const defaults = { kernel: 2, stride: undefined, padding: 0, countPadding: true };

test("the mean of each window, and its gradient, by hand", () => {
  const layer = avgPool1D.create(defaults, [1, 5], f64);
  const { y, backward } = layer.forward({}, tensor([1, 3, 4, 6, 9], [1, 1, 5], f64), training);
  expect([...y.data]).toEqual([2, 5]);
  expect([...(backward(tensor([10, 20], [1, 1, 2], f64)).dx?.data ?? [])]).toEqual([5, 5, 10, 10, 0]);
});

test("padding counts as zeros, or is left out", () => {
  const means = (countPadding: boolean) => {
    const layer = avgPool1D.create({ ...defaults, padding: 1, countPadding }, [1, 2], f64);
    return [...layer.forward({}, tensor([4, 6], [1, 1, 2], f64), training).y.data];
  };
  expect(means(true)).toEqual([2, 3]);
  expect(means(false)).toEqual([4, 6]);
});

test.each([["rows", defaults, [64], "E_SHAPE", "a sequence of numbers is [1, 64]"]])(
  "refuses %s",
  (_name, options, input, code, message) => {
    const { code: got, message: text } = refusal(() => avgPool1D.create(options, input, f64));
    expect(got).toBe(code);
    expect(text).toContain(message);
  },
);

describe("conformance", () => {
  for (const { name, run } of conformance(avgPool1D, createRegistry(), avgPool1D.examples ?? []))
    test(name, run);
});
