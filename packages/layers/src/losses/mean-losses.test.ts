import { RetrogradError, type Tensor, tensor } from "@retrograd/core";
import { checkOptions, createRegistry, type Loss } from "@retrograd/plugin";
import { f64, matrix, training } from "@retrograd/testing";
import { expect, test } from "vitest";
import { builtins } from "../builtins.js";

const registry = createRegistry(builtins);
const { ln2, ln3 } = { ln2: Math.LN2, ln3: 1.0986122886681098 };

/** A loss of the package, with options as an experiment writes them. */
function lossOf(type: string, options: unknown = {}, inShape: readonly number[] = [2]): Loss {
  const definition = registry.losses.get(type);
  if (definition === undefined) throw new Error(`${type} is not registered`);
  const { value, issues } = checkOptions(definition, options, []);
  expect(issues).toEqual([]);
  return definition.create(value, inShape, f64);
}

const expectClose = (got: Tensor, expected: readonly number[]) => {
  for (const [i, value] of expected.entries()) expect(got.data[i]).toBeCloseTo(value, 14);
};

// by hand: 1 / (1 + e^-ln 3) = 3/4; softmax of [0, ln 3] is [1/4, 3/4]
const rows = [
  // errors 1, 0, -2, 1 of four numbers
  { type: "MeanSquared", x: [1, 2, 3, 5], t: [0, 2, 5, 4], loss: 6 / 4, dx: [0.5, 0, -1, 0.5] },
  { type: "MeanAbsolute", x: [1, 2, 3, 5], t: [0, 2, 5, 4], loss: 4 / 4, dx: [0.25, 0, -0.25, 0.25] },
  {
    type: "Huber",
    x: [1, 2, 3, 5],
    t: [0, 2, 5, 4],
    loss: (0.5 + 0 + 1.5 + 0.5) / 4,
    dx: [0.25, 0, -0.25, 0.25],
  },
  {
    type: "Huber",
    options: { delta: 0.5 },
    x: [1, 2, 3, 5],
    t: [0, 2, 5, 4.75],
    loss: (0.375 + 0 + 0.875 + 0.03125) / 4,
    dx: [0.125, 0, -0.125, 0.0625],
  },
  {
    type: "Poisson",
    x: [0, ln2, 0, ln3],
    t: [1, 0, 3, 2],
    loss: (1 + 2 + 1 + 3 - 2 * ln3) / 4,
    y: [1, 2, 1, 3],
    dx: [0, 0.5, -0.5, 0.25],
  },
  {
    type: "SigmoidWithLoss",
    x: [ln3, 0, -ln3, ln3],
    t: [1, 0, 0, 0.5],
    // -ln 3/4, -ln 1/2, -ln 3/4, -(ln 3/4 + ln 1/4) / 2
    loss: (3 * Math.log(4 / 3) + ln2 + 0.5 * ln3) / 4,
    y: [0.75, 0.5, 0.25, 0.75],
    dx: [-1 / 16, 1 / 8, 1 / 16, 1 / 16],
  },
  {
    type: "SigmoidWithLoss",
    options: { positive: 3 },
    x: [ln3, 0, -ln3, ln3],
    t: [1, 0, 1, 0],
    loss: (3 * Math.log(4 / 3) + ln2 + 3 * Math.log(4) + Math.log(4)) / 4,
    y: [0.75, 0.5, 0.25, 0.75],
    dx: [-3 / 16, 1 / 8, -9 / 16, 3 / 16],
  },
  {
    type: "KlDivergence",
    x: [0, ln3, 0, 0],
    t: [0.25, 0.75, 0, 1],
    // nothing, and ln 1 - ln 1/2
    loss: ln2 / 2,
    y: [0.25, 0.75, 0.5, 0.5],
    dx: [0, 0, 0.25, -0.25],
  },
];

test.each(rows)("$type $options of $x for the targets $t is $loss, and its gradient is $dx", (row) => {
  const loss = lossOf(row.type, row.options);
  const [x, t] = [row.x, row.t].map((values) => tensor(values, [2, 2], f64)) as [Tensor, Tensor];
  const { loss: value, y, backward } = loss.forward(x, t);
  expect(value).toBeCloseTo(row.loss, 14);
  expectClose(y, row.y ?? row.x);
  expectClose(loss.predict(x), row.y ?? row.x);
  expectClose(backward().dx, row.dx);
  expectClose(
    backward(2).dx,
    row.dx.map((gradient) => 2 * gradient),
  );
});

test.each([...new Set(rows.map(({ type }) => type))])(
  "%s leaves out padded steps, and nothing if all are",
  (type) => {
    const loss = lossOf(type, {}, [3, 2]);
    const alone = lossOf(type, {}, [2, 2]);
    const x = tensor([1, 2, 0.5, -1, 9, -9], [1, 3, 2], f64);
    const t = tensor([1, 0, 0.25, 0.75, 0, 1], [1, 3, 2], f64);
    const first = (of: Tensor) => tensor(Array.from(of.data).slice(0, 4), [1, 2, 2], f64);
    const withMask = (mask: readonly number[]) =>
      loss.forward(x, t, { ...training, params: {}, mask: tensor(mask, [1, 3], f64) });
    const [padded, expected] = [withMask([1, 1, 0]), alone.forward(first(x), first(t))];
    expect(padded.loss).toBeCloseTo(Number(expected.loss), 14);
    expect(padded.weight).toBe(expected.weight);
    expectClose(padded.backward().dx, [...Array.from(expected.backward().dx.data), 0, 0]);
    const nothing = withMask([0, 0, 0]);
    expect(nothing).toMatchObject({ loss: 0, weight: 0 });
    expect([...nothing.backward().dx.data]).toEqual([0, 0, 0, 0, 0, 0]);
  },
);

test("SigmoidWithLoss is exact for logits of +-1e4", () => {
  const { loss, backward } = lossOf("SigmoidWithLoss").forward(matrix([[1e4, -1e4]]), matrix([[0, 1]]));
  expect(loss).toBe(1e4);
  expect([...backward().dx.data]).toEqual([0.5, -0.5]);
});

test.each([
  ["Poisson", [1, -1], "E_TARGET", "t[1] must be a count >= 0, got -1"],
  ["SigmoidWithLoss", [0, 2], "E_TARGET", "t[1] must be from 0 to 1, got 2"],
  ["KlDivergence", [1, -1], "E_TARGET", "t[0, 1] must be a weight >= 0, got -1"],
  ["MeanSquared", [1], "E_SHAPE", "shapes differ, [1, 2] and [1, 1]"],
])("%s refuses the targets %j", (type, t, code, message) => {
  const run = () => lossOf(type).forward(matrix([[1, 2]]), matrix([t]));
  expect(run).toThrow(RetrogradError);
  expect(run).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
});

test("an empty batch has no mean", () => {
  expect(() => lossOf("MeanSquared").forward(tensor([], [0, 2], f64), tensor([], [0, 2], f64))).toThrow(
    "MeanSquared: x [0, 2] is empty",
  );
  expect(() => lossOf("KlDivergence", {}, [])).toThrow("KlDivergence needs an axis of classes, got []");
});
