import { f64, matrix } from "@retrograd/testing";
import { expect, test } from "vitest";
import { checkJoint, joined } from "../../tests/joint.js";
import { multiply } from "./multiply.js";

test("multiplies its inputs, and each gradient by the other inputs", () => {
  const joint = multiply.createJoint({}, [[2], [2], [2]], f64);
  const xs = [matrix([[2, 3]]), matrix([[5, 0]]), matrix([[7, 4]])];
  expect(joined(joint, xs, matrix([[1, 10]]))).toEqual({
    y: [70, 0],
    dxs: [
      [35, 0],
      [14, 120],
      [10, 0],
    ],
  });
});

test("its gradients are the derivatives", () => {
  expect(checkJoint(multiply, {}, [[3], [3]])).toBe("pass");
  expect(checkJoint(multiply, {}, Array(3).fill([2, 3]))).toBe("pass");
});

test("refuses inputs of different shapes", () => {
  expect(() => multiply.createJoint({}, [[2, 1], [2]], f64)).toThrow(
    "its inputs must have equal shapes, got [2, 1] and [2]",
  );
});
