import { map, multiply, sigmoid, type Tensor } from "@retrograd/core";
import { expect, test } from "vitest";
import { failureOf, layerOn, matrix } from "../../tests/failure.js";
import { slopeOfOutput } from "./slope-of-output.js";

const x = matrix([0.3, -1.2, 2], [-0.4, 0.9, 1.7]);
const dy = matrix([1, -1, 1], [-1, 1, 1]);
const softplus = (input: Tensor) => map(input, (v) => Math.log1p(Math.exp(v)));

function diagnosed(slope: Tensor) {
  const call = layerOn(x, (input) => ({
    y: softplus(input),
    backward: (d) => ({ dx: multiply(d, slope), grads: {} }),
  }));
  const analytic = Array.from(multiply(dy, slope).data);
  const numeric = Array.from(multiply(dy, sigmoid(x)).data);
  return slopeOfOutput(failureOf(analytic, numeric, { shape: x.shape, call, dy }));
}

test("the slope at y in place of the slope at x is recognised", () => {
  expect(diagnosed(sigmoid(softplus(x)))).toMatchObject({ code: "slope-of-output" });
});

test("another slope is not recognised, nor one that differs by less than differences can measure", () => {
  expect(diagnosed(softplus(x))).toBeUndefined();
  expect(diagnosed(map(sigmoid(x), (v) => v * (1 + 1e-9)))).toBeUndefined();
});

test("a layer that is not elementwise has no such slope", () => {
  const call = layerOn(x, (input) => ({
    y: map(input, (v) => v * input.data[0]),
    backward: (d) => ({ dx: d, grads: {} }),
  }));
  const numeric = Array.from(multiply(dy, sigmoid(x)).data);
  const failure = failureOf(Array.from(dy.data), numeric, { shape: x.shape, call, dy });
  expect(slopeOfOutput(failure)).toBeUndefined();
});
