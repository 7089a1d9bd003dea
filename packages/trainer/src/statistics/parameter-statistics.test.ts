import { bufferOf, tensor } from "@retrograd/core";
import { expect, test } from "vitest";
import { measureUpdate } from "./parameter-statistics.js";

test("describes a parameter before an update, and the size of the update", () => {
  const params = { Affine1: { W: tensor([3, 0, 0, -4], [2, 2], { dtype: "f64" }) } };
  const gradients = { Affine1: { W: tensor([1, 2, 2, 0], [2, 2], { dtype: "f64" }) } };
  const measured = measureUpdate(params, gradients, () => {
    bufferOf(params.Affine1.W).set([3, 0, 0.3, -3.6]);
  });
  // by hand: |w| = 5, |g| = 3, the update is [0, 0, 0.3, 0.4], 0.5 long
  expect(measured).toEqual([
    {
      tensor: "Affine1.W",
      size: 4,
      norm: 5,
      meanAbs: 1.75,
      min: -4,
      max: 3,
      zeros: 0.5,
      gradientNorm: 3,
      updateRatio: expect.closeTo(0.1, 12),
    },
  ]);
});

test("a parameter of zeros has no ratio", () => {
  const b = tensor([0, 0], [2]);
  const [measured] = measureUpdate({ Affine1: { b } }, { Affine1: { b: tensor([1, 1], [2]) } }, () => {});
  expect(measured).toMatchObject({ norm: 0, zeros: 1, gradientNorm: Math.SQRT2 });
  expect(measured).not.toHaveProperty("updateRatio");
});
