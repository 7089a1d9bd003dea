import { checkLayer } from "@retrograd/gradcheck";
import { f64, matrix, training } from "@retrograd/testing";
import { expect, test } from "vitest";
import { sigmoid } from "./sigmoid.js";

const layer = sigmoid.create({}, [3], f64);

test("y = 1 / (1 + e^-x), and backward is dy y (1 - y)", () => {
  const { y, backward } = layer.forward({}, matrix([[0, Math.log(3), -Math.log(3)]]), training);
  // by hand: e^ln 3 = 3
  for (const [i, expected] of [0.5, 0.75, 0.25].entries()) expect(y.data[i]).toBeCloseTo(expected, 15);
  const { dx } = backward(matrix([[8, 16, 16]]));
  for (const [i, expected] of [2, 3, 3].entries()) expect(dx?.data[i]).toBeCloseTo(expected, 14);
});

test("does not overflow at +-1000", () => {
  const { y, backward } = layer.forward({}, matrix([[1000, -1000, 0]]), training);
  expect([...y.data]).toEqual([1, 0, 0.5]);
  expect([...(backward(matrix([[1, 1, 1]])).dx?.data ?? [])]).toEqual([0, 0, 0.25]);
});

test("declares as saturated where its slope is below a hundredth of the steepest", () => {
  const { inactive, activeIn } = layer.units ?? {};
  expect(inactive).toBe("saturated");
  // y (1 - y) at x = 5.9 and 6.1: 0.0027 and 0.0022
  const { y } = layer.forward({}, matrix([[5.9, 6.1, -6.1]]), training);
  expect([...Array.from(activeIn?.(y) ?? [])]).toEqual([1, 0, 0]);
});

test("its gradient is the derivative", () => {
  for (let seed = 0; seed < 20; seed++) expect(checkLayer(layer, [3], { seed }).verdict).toBe("pass");
});
