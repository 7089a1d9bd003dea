import { philoxStreams, tensor } from "@retrograd/core";
import { conformance } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { createRegistry } from "@retrograd/plugin";
import { f64, refusal, training } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { convTranspose2D } from "./conv-transpose2d.js";

const defaults = {
  kernel: 2,
  stride: 2,
  padding: 0,
  outputPadding: 0,
  dilation: 1,
  groups: 1,
  bias: true,
  init: "He",
};

test("each number adds its filter to a window of the output, by hand", () => {
  const layer = convTranspose2D.create({ ...defaults, filters: 1 }, [1, 1, 2], f64);
  expect(layer.outShape).toEqual([1, 2, 4]);
  expect(layer.paramShapes).toEqual({ W: [1, 1, 2, 2], b: [1] });
  const params = { W: tensor([1, 2, 3, 4], [1, 1, 2, 2], f64), b: tensor([0.5], [1], f64) };
  const { y, backward } = layer.forward(params, tensor([1, 10], [1, 1, 1, 2], f64), training);
  expect(y.shape).toEqual([1, 1, 2, 4]);
  expect([...y.data]).toEqual([1.5, 2.5, 10.5, 20.5, 3.5, 4.5, 30.5, 40.5]);
  const { dx, grads } = backward(tensor([1, 0, 0, 0, 0, 1, 2, 0], [1, 1, 2, 4], f64));
  // 1 1 + 4 1, 3 2
  expect([...(dx?.data ?? [])]).toEqual([5, 6]);
  // x of each window times its dy
  expect([...(grads.W?.data ?? [])]).toEqual([1, 0, 20, 1]);
  expect([...(grads.b?.data ?? [])]).toEqual([4]);
});

test("windows that overlap are added", () => {
  const layer = convTranspose2D.create(
    { ...defaults, filters: 1, kernel: [1, 3], stride: 1, bias: false },
    [1, 1, 2],
    f64,
  );
  const { y } = layer.forward(
    { W: tensor([1, 1, 1], [1, 1, 1, 3], f64) },
    tensor([1, 10], [1, 1, 1, 2], f64),
    training,
  );
  expect([...y.data]).toEqual([1, 11, 11, 10]);
});

test("the initializer learns that a number of the output has the inputs of one window in stride x stride", () => {
  const fans: unknown[] = [];
  const ctx = {
    ...f64,
    initializer: () => (size: number, fan: unknown) => {
      fans.push(fan);
      return new Float64Array(size);
    },
  };
  const layer = convTranspose2D.create({ ...defaults, filters: 4, kernel: 4, groups: 2 }, [6, 5, 5], ctx);
  layer.init(philoxStreams(0).stream("init"));
  expect(fans).toEqual([{ in: (3 * 16) / 4, out: 2 * 16 }]);
});

test("computes no gradient that nobody needs", () => {
  const layer = convTranspose2D.create({ ...defaults, filters: 1 }, [1, 1, 1], f64);
  const params = { W: tensor([1, 2, 3, 4], [1, 1, 2, 2], f64), b: tensor([0], [1], f64) };
  const x = tensor([1], [1, 1, 1, 1], f64);
  const run = (needs: object) => {
    const { y, backward } = layer.forward(params, x, { ...training, ...needs });
    return backward(y);
  };
  expect(run({ needsInputGradient: false }).dx).toBeUndefined();
  expect(run({ needsParamGradients: false }).grads).toEqual({});
});

test.each([
  [
    "rows",
    { ...defaults, filters: 2 },
    [64],
    "E_SHAPE",
    "needs pictures [channels, height, width], got [64]",
  ],
  [
    "as much output padding as the stride",
    { ...defaults, filters: 2, outputPadding: 2 },
    [1, 2, 2],
    "E_OPTION",
    "outputPadding [2, 2] must be less than the stride [2, 2]",
  ],
  [
    "padding that leaves nothing",
    { ...defaults, filters: 2, padding: 2 },
    [1, 2, 2],
    "E_SHAPE",
    "its padding [2, 2] leaves nothing of the output: [0, 0]; use less",
  ],
  [
    "groups that do not divide the channels",
    { ...defaults, filters: 2, groups: 2 },
    [3, 2, 2],
    "E_OPTION",
    "groups: 2 does not divide its 3 channels",
  ],
])("refuses %s", (_name, options, input, code, message) => {
  const { code: got, message: text } = refusal(() => convTranspose2D.create(options, input, f64));
  expect(got).toBe(code);
  expect(text).toContain(message);
});

describe("conformance", () => {
  for (const { name, run } of conformance(
    convTranspose2D,
    createRegistry(builtins),
    convTranspose2D.examples ?? [],
  ))
    test(name, run);
});
