import { philoxStreams, tensor } from "@retrograd/core";
import { conformance } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { checkOptions, createRegistry } from "@retrograd/plugin";
import { f64, matrix, refusal, training } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { rnn } from "./rnn.js";

const options = {
  units: 1,
  sequences: false,
  reverse: false,
  carry: false,
  init: "Xavier",
  recurrentInit: "Xavier",
};
const params = { Wx: matrix([[2], [1]]), Wh: matrix([[3]]), b: tensor([-1], [1], f64) };
const x = tensor([1, 0, 0, 0.5], [1, 2, 2], f64);

test("h = tanh(x Wx + h Wh + b) from step to step, and the gradients through time", () => {
  // by hand: z_1 = 2 - 1 = 1; z_2 = 0.5 - 1 + 3 h_1
  const h1 = Math.tanh(1);
  const h2 = Math.tanh(3 * h1 - 0.5);
  const { y, backward } = rnn.create(options, [2, 2], f64).forward(params, x, training);
  expect(y.shape).toEqual([1, 1]);
  expect(y.data[0]).toBeCloseTo(h2, 14);
  const all = rnn.create({ ...options, sequences: true }, [2, 2], f64).forward(params, x, training);
  expect([...all.y.data]).toEqual([expect.closeTo(h1, 14), expect.closeTo(h2, 14)]);
  // dz_2 = 1 - h_2^2, dh_1 = 3 dz_2, dz_1 = dh_1 (1 - h_1^2)
  const dz2 = 1 - h2 * h2;
  const dz1 = 3 * dz2 * (1 - h1 * h1);
  const near = (...values: readonly number[]) => values.map((value) => expect.closeTo(value, 14));
  const { dx, grads } = backward(matrix([[1]]));
  expect([...(dx?.data ?? [])]).toEqual(near(2 * dz1, dz1, 2 * dz2, dz2));
  expect([...(grads.Wx?.data ?? [])]).toEqual(near(dz1, 0.5 * dz2));
  expect([...(grads.Wh?.data ?? [])]).toEqual(near(h1 * dz2));
  expect([...(grads.b?.data ?? [])]).toEqual(near(dz1 + dz2));
  // with every step in y, dh_1 has a part from y too
  const through = all.backward(tensor([1, 1], [1, 2, 1], f64)).grads;
  expect([...(through.b?.data ?? [])]).toEqual(near((3 * dz2 + 1) * (1 - h1 * h1) + dz2));
});

test("its shapes, cost and initial parameters", () => {
  const layer = rnn.create({ ...options, units: 3 }, [4, 2], f64);
  expect(layer).toMatchObject({
    outShape: [3],
    paramShapes: { Wx: [2, 3], Wh: [3, 3], b: [3] },
    mask: "ends",
    multiplyAdds: 4 * (2 * 3 + 3 * 3),
  });
  const { b, ...drawn } = layer.init(philoxStreams(0).stream("init"));
  expect([...(b?.data ?? [])]).toEqual([0, 0, 0]);
  expect(Object.values(drawn).map(({ shape }) => shape)).toEqual([
    [2, 3],
    [3, 3],
  ]);
  expect(rnn.create({ ...options, sequences: true }, [4, 2], f64)).toMatchObject({
    outShape: [4, 1],
    mask: "reads",
  });
});

test.each([
  [[5], "Rnn reads sequences [time, features], got [5]: one number for each step is [time, 1]"],
  [[5, 2, 2], "Rnn reads sequences [time, features], got [5, 2, 2]: put the other axes into one"],
])("inputs %j are refused", (shape, message) => {
  const { code, message: got } = refusal(() => rnn.create(options, shape, f64));
  expect([code, got]).toEqual(["E_SHAPE", expect.stringContaining(message)]);
});

test("a carried state and reversed steps exclude each other", () => {
  expect(refusal(() => rnn.create({ ...options, carry: true, reverse: true }, [2, 2], f64))).toEqual({
    code: "E_OPTION",
    message:
      'Rnn: "carry" continues after the last step, but with "reverse" the last step comes first: leave out one of them',
  });
});

test.each([
  [{ units: 0 }, "RG2004", '"units" must be a positive whole number, got 0'],
  [{}, "RG2005", '"units" is missing: it must be a positive whole number'],
  [{ units: 1, sequences: 1 }, "RG2004", '"sequences" must be true or false, got 1'],
  [
    { units: 1, stateful: true },
    "RG2003",
    'unknown key "stateful". Known: units, sequences, reverse, carry, init, recurrentInit',
  ],
])("options %j are refused", (wrong, code, message) => {
  expect(checkOptions(rnn, wrong, [])).toMatchObject({ issues: [{ code, message }] });
});

describe("promises", () => {
  for (const { name, run } of conformance(rnn, createRegistry(builtins), rnn.examples ?? [])) test(name, run);
});
