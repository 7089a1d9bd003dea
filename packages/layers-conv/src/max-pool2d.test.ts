import { tensor } from "@retrograd/core";
import { checkLayer, conformance } from "@retrograd/gradcheck";
import { createRegistry } from "@retrograd/plugin";
import { f64, refusal, training } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { maxPool2D } from "./max-pool2d.js";

const defaults = { kernel: 2, stride: undefined, padding: 0 };

test("the largest of each window, and its gradient, by hand", () => {
  // "Deep Learning from Scratch", chapter 7.3.1
  const x = tensor([1, 2, 1, 0, 0, 1, 2, 3, 3, 0, 1, 2, 2, 4, 0, 1], [1, 1, 4, 4], f64);
  const layer = maxPool2D.create(defaults, [1, 4, 4], f64);
  const { y, backward, branches } = layer.forward({}, x, training);
  expect(y.shape).toEqual([1, 1, 2, 2]);
  expect([...y.data]).toEqual([2, 3, 4, 2]);
  const { dx, grads } = backward(tensor([10, 20, 30, 40], [1, 1, 2, 2], f64));
  expect(dx?.shape).toEqual([1, 1, 4, 4]);
  expect([...(dx?.data ?? [])]).toEqual([0, 10, 0, 0, 0, 0, 0, 20, 0, 0, 0, 40, 0, 30, 0, 0]);
  expect(grads).toEqual({});
  // positions in the plane: rows 0, 1, 3, 2
  expect(Array.from(branches?.() ?? [])).toEqual([1, 7, 13, 11]);
});

test("windows that overlap add their gradients, and of equals the first receives all", () => {
  const layer = maxPool2D.create({ kernel: [1, 2], stride: 1, padding: 0 }, [1, 1, 4], f64);
  const { y, backward } = layer.forward({}, tensor([1, 5, 2, 2], [1, 1, 1, 4], f64), training);
  expect([...y.data]).toEqual([5, 5, 2]);
  expect([...(backward(tensor([1, 2, 4], [1, 1, 1, 3], f64)).dx?.data ?? [])]).toEqual([0, 3, 4, 0]);
});

test("padding is never the largest", () => {
  const layer = maxPool2D.create({ kernel: 2, stride: 2, padding: 1 }, [1, 2, 2], f64);
  const { y } = layer.forward({}, tensor([-1, -2, -3, -4], [1, 1, 2, 2], f64), training);
  expect([...y.data]).toEqual([-1, -2, -3, -4]);
});

test("NaN is the largest, so that a mistake shows", () => {
  const layer = maxPool2D.create(defaults, [1, 2, 2], f64);
  expect([...layer.forward({}, tensor([1, Number.NaN, 3, 4], [1, 1, 2, 2], f64), training).y.data]).toEqual([
    Number.NaN,
  ]);
});

test("on ties the check says subgradient, and nowhere else", () => {
  const layer = maxPool2D.create(defaults, [1, 2, 2], f64);
  const at = (x: readonly number[]) =>
    checkLayer(layer, [1, 2, 2], { x: tensor(x, [1, 1, 2, 2], f64) }).verdict;
  expect(at([0, 0, 0, 0])).toBe("subgradient");
  expect(at([0, 1, 2, 3])).toBe("pass");
});

describe("refuses", () => {
  test.each([
    ["rows", defaults, [64], "E_SHAPE", "needs pictures [channels, height, width], got [64]"],
    [
      "a window larger than the picture",
      { ...defaults, kernel: 3 },
      [1, 2, 4],
      "E_SHAPE",
      "its kernel [3, 3] is larger than its input [2, 4]",
    ],
    [
      "more padding than half of the kernel",
      { ...defaults, kernel: 3, padding: 2 },
      [1, 4, 4],
      "E_OPTION",
      "padding [2, 2] is more than half of the kernel [3, 3]",
    ],
  ])("%s", (_name, options, input, code, message) => {
    const { code: got, message: text } = refusal(() => maxPool2D.create(options, input, f64));
    expect(got).toBe(code);
    expect(text).toContain(message);
  });
});

describe("conformance", () => {
  for (const { name, run } of conformance(maxPool2D, createRegistry(), maxPool2D.examples ?? []))
    test(name, run);
});
