import { tensor } from "@retrograd/core";
import { conformance } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { createRegistry } from "@retrograd/plugin";
import { f64, refusal, training } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { conv1D } from "./conv1d.js";

const defaults = { kernel: 2, stride: 1, padding: 0, dilation: 1, groups: 1, bias: true, init: "He" };

test("y, dx, dW and db by hand: one filter of 2 over a sequence of 4", () => {
  const layer = conv1D.create({ ...defaults, filters: 1 }, [1, 4], f64);
  expect(layer.outShape).toEqual([1, 3]);
  expect(layer.paramShapes).toEqual({ W: [1, 1, 2], b: [1] });
  const params = { W: tensor([2, -1], [1, 1, 2], f64), b: tensor([0.5], [1], f64) };
  const { y, backward } = layer.forward(params, tensor([1, 2, 4, 8], [1, 1, 4], f64), training);
  expect(y.shape).toEqual([1, 1, 3]);
  expect([...y.data]).toEqual([0.5, 0.5, 0.5]);
  const { dx, grads } = backward(tensor([1, 0, 3], [1, 1, 3], f64));
  expect([...(dx?.data ?? [])]).toEqual([2, -1, 6, -3]);
  // 1 1 + 3 4, 1 2 + 3 8
  expect([...(grads.W?.data ?? [])]).toEqual([13, 26]);
  expect([...(grads.b?.data ?? [])]).toEqual([4]);
});

test("with `same` and an even kernel the zero stands behind", () => {
  const layer = conv1D.create({ ...defaults, filters: 1, padding: "same", bias: false }, [1, 3], f64);
  const { y } = layer.forward(
    { W: tensor([1, 10], [1, 1, 2], f64) },
    tensor([1, 2, 3], [1, 1, 3], f64),
    training,
  );
  expect([...y.data]).toEqual([21, 32, 3]);
});

test.each([
  ["rows", { ...defaults, filters: 2 }, [64], "E_SHAPE", "a sequence of numbers is [1, 64]"],
  [
    "pictures",
    { ...defaults, filters: 2 },
    [1, 8, 8],
    "E_SHAPE",
    "needs sequences [channels, length], got [1, 8, 8]",
  ],
])("refuses %s", (_name, options, input, code, message) => {
  const { code: got, message: text } = refusal(() => conv1D.create(options, input, f64));
  expect(got).toBe(code);
  expect(text).toContain(message);
});

describe("conformance", () => {
  for (const { name, run } of conformance(conv1D, createRegistry(builtins), conv1D.examples ?? []))
    test(name, run);
});
