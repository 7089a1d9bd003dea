import { tensor } from "@retrograd/core";
import { conformance } from "@retrograd/gradcheck";
import { createRegistry } from "@retrograd/plugin";
import { f64, refusal, training } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { upsample2D } from "./upsample2d.js";

test("nearest repeats each number and adds the gradients of its copies, by hand", () => {
  const layer = upsample2D.create({ factor: [2, 3], mode: "nearest" }, [1, 1, 2], f64);
  const { y, backward } = layer.forward({}, tensor([5, 6], [1, 1, 1, 2], f64), training);
  expect(y.shape).toEqual([1, 1, 2, 6]);
  expect([...y.data]).toEqual([5, 5, 5, 6, 6, 6, 5, 5, 5, 6, 6, 6]);
  const { dx } = backward(tensor([1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60], [1, 1, 2, 6], f64));
  expect(dx?.shape).toEqual([1, 1, 1, 2]);
  expect([...(dx?.data ?? [])]).toEqual([66, 165]);
});

test("bilinear mixes neighbors by their distance, and repeats the numbers at the edge, by hand", () => {
  const layer = upsample2D.create({ factor: [1, 2], mode: "bilinear" }, [1, 1, 2], f64);
  const { y, backward } = layer.forward({}, tensor([0, 8], [1, 1, 1, 2], f64), training);
  expect([...y.data]).toEqual([0, 2, 6, 8]);
  const { dx } = backward(tensor([1, 1, 1, 1], [1, 1, 1, 4], f64));
  expect([...(dx?.data ?? [])]).toEqual([2, 2]);
});

test.each([
  [
    "rows",
    { factor: 2, mode: "nearest" as const },
    [64],
    "E_SHAPE",
    "needs pictures [channels, height, width], got [64]",
  ],
])("refuses %s", (_name, options, input, code, message) => {
  const { code: got, message: text } = refusal(() => upsample2D.create(options, input, f64));
  expect(got).toBe(code);
  expect(text).toContain(message);
});

describe("conformance", () => {
  for (const { name, run } of conformance(upsample2D, createRegistry(), upsample2D.examples ?? []))
    test(name, run);
});
