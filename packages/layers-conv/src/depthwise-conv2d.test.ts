import { tensor } from "@retrograd/core";
import { conformance } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { createRegistry } from "@retrograd/plugin";
import { f64, refusal, training } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { depthwiseConv2D } from "./depthwise-conv2d.js";

const defaults = { kernel: 1, multiplier: 1, stride: 1, padding: 0, dilation: 1, bias: true, init: "He" };

test("each channel has its own filters, by hand", () => {
  const layer = depthwiseConv2D.create({ ...defaults, multiplier: 2 }, [2, 1, 2], f64);
  expect(layer.outShape).toEqual([4, 1, 2]);
  expect(layer.paramShapes).toEqual({ W: [4, 1, 1, 1], b: [4] });
  const params = { W: tensor([1, 2, 3, 4], [4, 1, 1, 1], f64), b: tensor([0, 0, 0, 100], [4], f64) };
  const { y, backward } = layer.forward(params, tensor([1, 2, 10, 20], [1, 2, 1, 2], f64), training);
  expect([...y.data]).toEqual([1, 2, 2, 4, 30, 60, 140, 180]);
  const { dx, grads } = backward(tensor([1, 0, 0, 1, 1, 1, 2, 0], [1, 4, 1, 2], f64));
  expect([...(dx?.data ?? [])]).toEqual([1, 2, 3 + 8, 3]);
  expect([...(grads.W?.data ?? [])]).toEqual([1, 2, 30, 20]);
  expect([...(grads.b?.data ?? [])]).toEqual([1, 1, 2, 2]);
});

test("counts multiply-adds of one sample", () => {
  const layer = depthwiseConv2D.create({ ...defaults, kernel: 3, padding: "same" }, [8, 5, 5], f64);
  expect(layer.multiplyAdds).toBe(8 * 9 * 25);
});

test.each([["rows", defaults, [64], "E_SHAPE", "needs pictures [channels, height, width], got [64]"]])(
  "refuses %s",
  (_name, options, input, code, message) => {
    const { code: got, message: text } = refusal(() => depthwiseConv2D.create(options, input, f64));
    expect(got).toBe(code);
    expect(text).toContain(message);
  },
);

describe("conformance", () => {
  for (const { name, run } of conformance(
    depthwiseConv2D,
    createRegistry(builtins),
    depthwiseConv2D.examples ?? [],
  ))
    test(name, run);
});
