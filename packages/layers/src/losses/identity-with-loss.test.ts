import { f64, matrix } from "@retrograd/testing";
import { expect, test } from "vitest";
import { identityWithLoss } from "./identity-with-loss.js";

const loss = identityWithLoss.create({}, [2], f64);
const x = matrix([
  [1, 2],
  [3, 5],
]);
const t = matrix([
  [0, 2],
  [5, 4],
]);

test("half the sum of squares, mean over the batch; the gradient is prediction minus target", () => {
  const { loss: value, y, backward } = loss.forward(x, t);
  // by hand: (1 + 0 + 4 + 1) / (2 * 2)
  expect(value).toBe(1.5);
  expect([...y.data]).toEqual([1, 2, 3, 5]);
  expect([...backward().dx.data]).toEqual([0.5, 0, -1, 0.5]);
  expect([...backward(2).dx.data]).toEqual([1, 0, -2, 1]);
});

test("predicts its input", () => {
  expect([...loss.predict(x).data]).toEqual([1, 2, 3, 5]);
});

test("targets of another shape are refused", () => {
  expect(() => loss.forward(x, matrix([[1, 2]]))).toThrow("shapes differ, [2, 2] and [1, 2]");
});
