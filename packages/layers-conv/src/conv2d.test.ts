import { philoxStreams, tensor } from "@retrograd/core";
import { conformance } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { createRegistry } from "@retrograd/plugin";
import { f64, refusal, training } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { conv2D } from "./conv2d.js";

const defaults = {
  kernel: 3,
  stride: 1,
  padding: 0,
  dilation: 1,
  groups: 1,
  bias: true,
  init: "He",
} as const;
type Options = Parameters<typeof conv2D.create>[0];

const numbers = (shape: readonly number[], first = 1) => {
  const size = shape.reduce((product, length) => product * length, 1);
  return tensor(
    Float64Array.from({ length: size }, (_, i) => first + i),
    shape,
    f64,
  );
};

test("y, dx, dW and db by hand: one filter of 2x2 over a picture of 3x3", () => {
  const layer = conv2D.create({ ...defaults, filters: 1, kernel: 2 }, [1, 3, 3], f64);
  expect(layer.outShape).toEqual([1, 2, 2]);
  expect(layer.paramShapes).toEqual({ W: [1, 1, 2, 2], b: [1] });
  const params = { W: tensor([1, 2, 0, -1], [1, 1, 2, 2], f64), b: tensor([10], [1], f64) };
  // 1 2 3
  // 4 5 6
  // 7 8 9
  const { y, backward } = layer.forward(params, numbers([1, 1, 3, 3]), training);
  // 1 + 2 2 - 5 + 10, 2 + 2 3 - 6 + 10, 4 + 2 5 - 8 + 10, 5 + 2 6 - 9 + 10
  expect(y.shape).toEqual([1, 1, 2, 2]);
  expect([...y.data]).toEqual([10, 12, 16, 18]);
  const { dx, grads } = backward(tensor([1, 0, 0, 2], [1, 1, 2, 2], f64));
  // dx = W at the window of each dy, times dy
  expect(dx?.shape).toEqual([1, 1, 3, 3]);
  expect([...(dx?.data ?? [])]).toEqual([1, 2, 0, 0, 2 - 1, 4, 0, 0, -2]);
  // dW = the window of each dy, times dy: 1 + 2 5, 2 + 2 6, 4 + 2 8, 5 + 2 9
  expect(grads.W?.shape).toEqual([1, 1, 2, 2]);
  expect([...(grads.W?.data ?? [])]).toEqual([11, 14, 20, 23]);
  expect([...(grads.b?.data ?? [])]).toEqual([3]);
});

test("sums over channels, and gives a map for each filter of each picture", () => {
  const layer = conv2D.create({ ...defaults, filters: 2, kernel: 1 }, [2, 1, 2], f64);
  const params = { W: tensor([1, 10, 0, 1], [2, 2, 1, 1], f64), b: tensor([0, 0.5], [2], f64) };
  // two pictures of channels [1, 2], [3, 4] and [5, 6], [7, 8]
  const { y } = layer.forward(params, numbers([2, 2, 1, 2]), training);
  expect(y.shape).toEqual([2, 2, 1, 2]);
  expect([...y.data]).toEqual([31, 42, 3.5, 4.5, 75, 86, 7.5, 8.5]);
});

test("each group of filters reads its own channels", () => {
  const layer = conv2D.create({ ...defaults, filters: 2, kernel: 1, groups: 2 }, [2, 1, 1], f64);
  expect(layer.paramShapes).toEqual({ W: [2, 1, 1, 1], b: [2] });
  const params = { W: tensor([2, 3], [2, 1, 1, 1], f64), b: tensor([0, 0], [2], f64) };
  expect([...layer.forward(params, numbers([2, 2, 1, 1]), training).y.data]).toEqual([2, 6, 6, 12]);
});

describe("shapes of the output", () => {
  const cases: readonly (readonly [Partial<Options>, number[]])[] = [
    [{ kernel: 3, padding: "same" }, [4, 5, 7]],
    [{ kernel: 2, padding: "same" }, [4, 5, 7]],
    [{ kernel: 4, dilation: 2, padding: "same" }, [4, 5, 7]],
    [{ kernel: 3, padding: "same", stride: 2 }, [4, 3, 4]],
    [{ kernel: 1, padding: "same", stride: 3 }, [4, 2, 3]],
    [{ kernel: [3, 2], padding: [1, 0], stride: [2, 1] }, [4, 3, 6]],
    [{ kernel: 5, padding: 2, dilation: [1, 2] }, [4, 5, 3]],
  ];
  test.each(cases)("%j", (options, expected) => {
    const layer = conv2D.create({ ...defaults, filters: 4, ...options }, [2, 5, 7], f64);
    expect(layer.outShape).toEqual(expected);
  });
});

test("zeros of `same` that cannot be divided stand behind", () => {
  const layer = conv2D.create(
    { ...defaults, filters: 1, kernel: [1, 2], padding: "same", bias: false },
    [1, 1, 3],
    f64,
  );
  const params = { W: tensor([10, 1], [1, 1, 1, 2], f64) };
  expect([...layer.forward(params, numbers([1, 1, 1, 3]), training).y.data]).toEqual([12, 23, 30]);
});

test("without `bias` it has no b", () => {
  const layer = conv2D.create({ ...defaults, filters: 2, bias: false }, [1, 4, 4], f64);
  expect(Object.keys(layer.paramShapes)).toEqual(["W"]);
  expect(Object.keys(layer.init(philoxStreams(0).stream("init")))).toEqual(["W"]);
});

test("the initializer learns how many inputs and outputs a weight connects", () => {
  const fans: unknown[] = [];
  const ctx = {
    ...f64,
    initializer: () => (size: number, fan: unknown) => {
      fans.push(fan);
      return new Float64Array(size);
    },
  };
  const layer = conv2D.create({ ...defaults, filters: 8, kernel: [3, 5], groups: 2 }, [4, 9, 9], ctx);
  layer.init(philoxStreams(0).stream("init"));
  // two channels, or four filters, of 15 numbers each
  expect(fans).toEqual([{ in: 30, out: 60 }]);
});

test("counts multiply-adds of one sample", () => {
  const layer = conv2D.create({ ...defaults, filters: 30, kernel: 5 }, [1, 28, 28], f64);
  expect(layer.multiplyAdds).toBe(30 * 25 * 24 * 24);
});

test("computes no gradient that nobody needs", () => {
  const layer = conv2D.create({ ...defaults, filters: 2 }, [1, 4, 4], f64);
  const params = layer.init(philoxStreams(0).stream("init"));
  const run = (needs: object) =>
    layer.forward(params, numbers([1, 1, 4, 4]), { ...training, ...needs }).backward(numbers([1, 2, 2, 2]));
  expect(run({ needsInputGradient: false }).dx).toBeUndefined();
  expect(run({ needsParamGradients: false }).grads).toEqual({});
  expect([...(run({ needsParamGradients: false }).dx?.data ?? [])]).toEqual([...(run({}).dx?.data ?? [])]);
});

describe("refuses", () => {
  const built = (options: object, input: readonly number[]) => () =>
    conv2D.create({ ...defaults, filters: 4, ...options }, input, f64);
  test.each([
    ["rows", {}, [64], "E_SHAPE", "needs pictures [channels, height, width], got [64]"],
    ["a picture without channels", {}, [8, 8], "E_SHAPE", "a picture in shades of gray is [1, 8, 8]"],
    [
      "a kernel larger than the picture",
      { kernel: 5 },
      [1, 4, 6],
      "E_SHAPE",
      "its kernel [5, 5] is larger than its input [4, 6] with padding [0, 0]; use a smaller kernel or more padding",
    ],
    [
      "a spread kernel larger than the picture",
      { dilation: 2 },
      [1, 4, 6],
      "E_SHAPE",
      "its kernel [3, 3], which dilation spreads over [5, 5], is larger",
    ],
    [
      "groups that do not divide the channels",
      { groups: 2 },
      [3, 8, 8],
      "E_OPTION",
      "groups: 2 does not divide its 3 channels; use a divisor of both 3 channels and 4 filters",
    ],
    [
      "groups that do not divide the filters",
      { groups: 3 },
      [3, 8, 8],
      "E_OPTION",
      "groups: 3 does not divide its 4 filters",
    ],
  ])("%s", (_name, options, input, code, message) => {
    const { code: got, message: text } = refusal(built(options, input));
    expect(got).toBe(code);
    expect(text).toContain(message);
  });
});

describe("conformance", () => {
  const registry = createRegistry(builtins);
  for (const { name, run } of conformance(conv2D, registry, conv2D.examples ?? [])) test(name, run);
});
