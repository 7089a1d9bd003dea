import { f64, matrix } from "@retrograd/testing";
import { expect, test } from "vitest";
import { checkJoint, joined } from "../../tests/joint.js";
import { add } from "./add.js";

const [a, b, c] = [matrix([[1, 2]]), matrix([[10, 20]]), matrix([[100, 200]])];

test("adds its inputs, and passes the gradient to each", () => {
  const joint = add.createJoint({}, [[2], [2], [2]], f64);
  const dy = matrix([[3, 4]]);
  const dxs = [
    [3, 4],
    [3, 4],
    [3, 4],
  ];
  expect(joined(joint, [a, b, c], dy)).toEqual({ y: [111, 222], dxs });
  expect(joint.outShape).toEqual([2]);
});

test("its gradients are the derivatives", () => {
  expect(checkJoint(add, {}, [[3], [3]])).toBe("pass");
  expect(checkJoint(add, {}, Array(3).fill([2, 3]))).toBe("pass");
});

test("refuses inputs of different shapes", () => {
  expect(() => add.createJoint({}, [[2], [3]], f64)).toThrow(
    "its inputs must have equal shapes, got [2] and [3]: end one with a layer of the other's shape, or add a shortcut to residual",
  );
});
