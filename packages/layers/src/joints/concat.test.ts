import { tensor } from "@retrograd/core";
import { f64, matrix } from "@retrograd/testing";
import { expect, test } from "vitest";
import { checkJoint, joined } from "../../tests/joint.js";
import { concat } from "./concat.js";

test("puts its inputs one after the other, and cuts the gradient in the same places", () => {
  const joint = concat.createJoint({ axis: 0 }, [[1], [2]], f64);
  const xs = [
    matrix([[1], [4]]),
    matrix([
      [2, 3],
      [5, 6],
    ]),
  ];
  const dy = matrix([
    [10, 20, 30],
    [40, 50, 60],
  ]);
  expect(joined(joint, xs, dy)).toEqual({
    y: [1, 2, 3, 4, 5, 6],
    dxs: [
      [10, 40],
      [20, 30, 50, 60],
    ],
  });
  expect(joint.outShape).toEqual([3]);
});

test("joins along the axis of the option, or the last one", () => {
  const [a, b] = [tensor([1, 2], [1, 2, 1], f64), tensor([3, 4], [1, 2, 1], f64)];
  const dy = tensor([1, 2, 3, 4], [1, 2, 2], f64);
  for (const axis of [1, "last"] as const) {
    const joint = concat.createJoint({ axis }, [a.shape.slice(1), b.shape.slice(1)], f64);
    expect(joint.outShape).toEqual([2, 2]);
    expect(joined(joint, [a, b], dy)).toEqual({
      y: [1, 3, 2, 4],
      dxs: [
        [1, 3],
        [2, 4],
      ],
    });
  }
});

test("its gradients are the derivatives", () => {
  expect(checkJoint(concat, { axis: 0 }, [[3], [2]])).toBe("pass");
  expect(
    checkJoint(concat, { axis: "last" }, [
      [2, 1],
      [2, 3],
    ]),
  ).toBe("pass");
});

test("refuses inputs that differ elsewhere or do not have the axis", () => {
  expect(() =>
    concat.createJoint(
      { axis: 0 },
      [
        [2, 3],
        [2, 4],
      ],
      f64,
    ),
  ).toThrow("its inputs must be equal in every axis but 0, got [2, 3] and [2, 4]");
  expect(() => concat.createJoint({ axis: 1 }, [[2], [2]], f64)).toThrow(
    "its inputs need an axis 1, got [2]",
  );
});
