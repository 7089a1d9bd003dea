import { f64, matrix } from "@retrograd/testing";
import { expect, test } from "vitest";
import { checkJoint, joined } from "../../tests/joint.js";
import { average } from "./average.js";

test("is the mean of its inputs, and passes each its share of the gradient", () => {
  const joint = average.createJoint({}, [[2], [2], [2]], f64);
  const xs = [matrix([[3, 6]]), matrix([[0, 3]]), matrix([[3, -6]])];
  const dxs = Array(3).fill([3, -1]);
  // by hand: 6 / 3, 3 / 3; 9 / 3, -3 / 3
  expect(joined(joint, xs, matrix([[9, -3]]))).toEqual({ y: [2, 1], dxs });
});

test("its gradients are the derivatives", () => {
  expect(checkJoint(average, {}, [[3], [3]])).toBe("pass");
  expect(checkJoint(average, {}, Array(3).fill([2, 3]))).toBe("pass");
});

test("refuses inputs of different shapes", () => {
  expect(() => average.createJoint({}, [[2], [3]], f64)).toThrow("its inputs must have equal shapes");
});
