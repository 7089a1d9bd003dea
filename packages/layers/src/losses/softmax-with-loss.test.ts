import { RetrogradError, tensor } from "@retrograd/core";
import { expect, test } from "vitest";
import { f64, matrix } from "../../tests/build.js";
import { softmaxWithLoss } from "./softmax-with-loss.js";

const loss = softmaxWithLoss.create({}, [3], f64);
// softmax of [0, ln 2, ln 5] is [1, 2, 5] / 8
const x = matrix([
  [0, Math.log(2), Math.log(5)],
  [0, 0, 0],
]);

test.each([
  ["class indices", tensor([2, 0], [2], f64)],
  [
    "one-hot targets",
    matrix([
      [0, 0, 1],
      [1, 0, 0],
    ]),
  ],
])("mean cross entropy in nats and (y - t) / batch for %s", (_name, t) => {
  const { loss: value, y, backward } = loss.forward(x, t);
  // by hand: -ln(5/8) and -ln(1/3)
  expect(value).toBeCloseTo((Math.log(8 / 5) + Math.log(3)) / 2, 15);
  for (const [i, p] of [1 / 8, 2 / 8, 5 / 8, 1 / 3, 1 / 3, 1 / 3].entries())
    expect(y.data[i]).toBeCloseTo(p, 15);
  const expected = [1 / 16, 2 / 16, -3 / 16, -1 / 3, 1 / 6, 1 / 6];
  const { dx } = backward();
  for (const [i, gradient] of expected.entries()) expect(dx.data[i]).toBeCloseTo(gradient, 15);
  expect(backward(2).dx.data[2]).toBeCloseTo(-3 / 8, 15);
});

test("soft targets weigh the classes", () => {
  const t = matrix([
    [0.5, 0.25, 0.25],
    [0, 0, 1],
  ]);
  const { loss: value, backward } = loss.forward(x, t);
  const first = 0.5 * Math.log(8) + 0.25 * Math.log(4) + 0.25 * Math.log(8 / 5);
  expect(value).toBeCloseTo((first + Math.log(3)) / 2, 15);
  const { dx } = backward();
  for (const [i, gradient] of [-3 / 16, 0, 3 / 16].entries()) expect(dx.data[i]).toBeCloseTo(gradient, 15);
});

test.each(["f32", "f64"] as const)("logits of +-1e4 give finite losses and gradients in %s", (dtype) => {
  const built = softmaxWithLoss.create({}, [2], { ...f64, dtype });
  const logits = tensor([1e4, -1e4, -1e4, 1e4], [2, 2], { dtype });
  const { loss: value, backward } = built.forward(logits, tensor([0, 0], [2], { dtype }));
  // the first row is certain and right, the second is 2e4 nats wrong
  expect(value).toBe(1e4);
  expect([...backward().dx.data]).toEqual([0, 0, -0.5, 0.5]);
});

test("predicts probabilities", () => {
  const y = loss.predict(x);
  expect(y.data[0]).toBeCloseTo(1 / 8, 15);
  expect(y.shape).toEqual([2, 3]);
});

test.each([
  [
    "an index beyond the classes",
    tensor([0, 3], [2], f64),
    "E_TARGET",
    "t[1] must be a class index from 0 to 2, got 3",
  ],
  ["a fraction for an index", tensor([0.5, 1], [2], f64), "E_TARGET", "t[0] must be a class index"],
  [
    "a negative weight",
    matrix([
      [0, 0, 1],
      [2, -1, 0],
    ]),
    "E_TARGET",
    "t[1, 1] must be a weight >= 0, got -1",
  ],
  [
    "too few targets",
    tensor([0], [1], f64),
    "E_SHAPE",
    "needs t [2] (class indices) or [2, 3] (weights), got [1]",
  ],
])("%s is refused", (_name, t, code, message) => {
  expect(() => loss.forward(x, t)).toThrow(RetrogradError);
  expect(() => loss.forward(x, t)).toThrow(message);
  expect(() => loss.forward(x, t)).toThrow(expect.objectContaining({ code }));
});

test("more than one axis of classes is refused with a way out", () => {
  expect(() => softmaxWithLoss.create({}, [2, 3], f64)).toThrow("got [2, 3]; put an Affine before it");
});
