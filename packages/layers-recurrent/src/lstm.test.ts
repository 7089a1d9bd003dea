import { philoxStreams, tensor } from "@retrograd/core";
import { conformance } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { checkOptions, createRegistry } from "@retrograd/plugin";
import { f64, matrix, training } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { lstm } from "./lstm.js";

const options = {
  units: 1,
  sequences: true,
  reverse: false,
  carry: false,
  init: "Xavier",
  recurrentInit: "Xavier",
  forgetBias: 1,
};
const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

test("two steps by hand, with the gates in the order i f g o", () => {
  const params = {
    Wx: matrix([[1, -1, 2, 0.5]]),
    Wh: matrix([[0.5, 1, -1, 2]]),
    b: tensor([0, 1, 0.25, -0.5], [4], f64),
  };
  const x = tensor([1, -2], [1, 2, 1], f64);
  const { y } = lstm.create(options, [2, 1], f64).forward(params, x, training);
  const c1 = sigmoid(1) * Math.tanh(2.25);
  const h1 = sigmoid(0) * Math.tanh(c1);
  const c2 = sigmoid(3 + h1) * c1 + sigmoid(-2 + 0.5 * h1) * Math.tanh(-3.75 - h1);
  const h2 = sigmoid(-1.5 + 2 * h1) * Math.tanh(c2);
  expect([...y.data]).toEqual([expect.closeTo(h1, 14), expect.closeTo(h2, 14)]);
  // a carried state is where the steps start, and the last is returned
  const carried = lstm.create({ ...options, carry: true }, [1, 1], f64);
  expect(carried.state).toEqual({
    h: { shape: [1], first: 0, perRow: true },
    c: { shape: [1], first: 0, perRow: true },
  });
  const second = carried.forward(
    { ...params, h: matrix([[h1]]), c: matrix([[c1]]) },
    tensor([-2], [1, 1, 1], f64),
    { ...training, mode: "eval" },
  );
  expect(second.state?.h?.data[0]).toBeCloseTo(h2, 14);
  expect(second.state?.c?.data[0]).toBeCloseTo(c2, 14);
});

test("the forget gate's part of b is forgetBias at first, and each gate is drawn for its own inputs", () => {
  const fans: unknown[] = [];
  const ctx = {
    ...f64,
    initializer: () => (size: number, fan: unknown) => {
      fans.push(size, fan);
      return new Float64Array(size);
    },
  };
  const layer = lstm.create({ ...options, units: 2 }, [5, 3], ctx);
  const { b } = layer.init(philoxStreams(0).stream("init"));
  expect([...(b?.data ?? [])]).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
  expect(fans).toEqual([24, { in: 3, out: 2 }, 16, { in: 2, out: 2 }]);
  expect(layer).toMatchObject({
    paramShapes: { Wx: [3, 8], Wh: [2, 8], b: [8] },
    multiplyAdds: 5 * (3 * 8 + 2 * 8),
  });
});

test("forgetBias must be a number", () => {
  expect(checkOptions(lstm, { units: 1, forgetBias: true }, [])).toMatchObject({
    issues: [{ code: "RG2004", message: '"forgetBias" must be a number, got true' }],
  });
});

describe("promises", () => {
  for (const { name, run } of conformance(lstm, createRegistry(builtins), lstm.examples ?? []))
    test(name, run);
});
