import { jointAsLayer } from "@retrograd/network";
import { f64, matrix, training } from "@retrograd/testing";
import { expect, test } from "vitest";
import { checkJoint, joined } from "../../tests/joint.js";
import { maximum } from "./maximum.js";

test("passes the gradient to the largest input, the first where several are", () => {
  const joint = maximum.createJoint({}, [[4], [4], [4]], f64);
  const xs = [matrix([[1, 5, 2, 0]]), matrix([[2, 5, 2, 0]]), matrix([[0, 7, 2, -1]])];
  expect(joined(joint, xs, matrix([[1, 10, 100, 1000]]))).toEqual({
    y: [2, 7, 2, 0],
    dxs: [
      [0, 0, 100, 1000],
      [1, 0, 0, 0],
      [0, 10, 0, 0],
    ],
  });
});

test("declares which input is the largest", () => {
  const layer = jointAsLayer(maximum.createJoint({}, [[2], [2]], f64));
  const { branches } = layer.forward({}, matrix([[1, 2, 3, 0]]), training);
  expect(Array.from(branches?.() ?? [])).toEqual([1, 0]);
});

test("its gradients are the derivatives", () => {
  expect(checkJoint(maximum, {}, [[3], [3]])).toBe("pass");
  expect(checkJoint(maximum, {}, Array(3).fill([2, 3]))).toBe("pass");
});

test("refuses inputs of different shapes", () => {
  expect(() => maximum.createJoint({}, [[2], [3]], f64)).toThrow("its inputs must have equal shapes");
});
