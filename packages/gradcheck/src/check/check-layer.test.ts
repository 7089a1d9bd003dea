import { add, matmul, multiply, reshape, scale, type Tensor, tensor } from "@retrograd/core";
import type { Layer } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { elementwise, product } from "../../tests/layers.js";
import { checkLayer } from "./check-layer.js";
import { describeFailure } from "./report.js";

const cube = elementwise(
  "Cube",
  (x) => x ** 3,
  (x) => 3 * x ** 2,
);

test("a right backward passes, for input and parameters, whatever the seed and batch", () => {
  for (let seed = 0; seed < 10; seed++) {
    for (const layer of [cube, product()]) {
      expect(checkLayer(layer, [4], { seed, batch: 1 + (seed % 4) }).verdict).toBe("pass");
    }
  }
});

const wrongGradients: readonly (readonly [string, (dW: Tensor) => Tensor | undefined])[] = [
  ["a sign", (dW) => scale(dW, -1)],
  ["a factor of 1.0001", (dW) => scale(dW, 1.0001)],
  ["a missing mean", (dW) => scale(dW, 3)],
  ["all zeros", (dW) => scale(dW, 0)],
  [
    "one element",
    (dW) =>
      add(
        dW,
        tensor(
          Float64Array.from({ length: 16 }, (_, i) => (i === 6 ? 1e-3 : 0)),
          [4, 4],
          { dtype: "f64" },
        ),
      ),
  ],
  ["a wrong shape", (dW) => reshape(dW, [16])],
  ["nothing at all", () => undefined],
];

test.each(wrongGradients)("%s in dW is found, and only there", (_name, wrong) => {
  const report = checkLayer(product(wrong), [4]);
  expect(report.tensors.map(({ tensor: name, verdict }) => [name, verdict])).toEqual([
    ["x", "pass"],
    ["W", "fail"],
  ]);
});

test("a failure says where, what came, what was expected, and how much of it is wrong", () => {
  const one = checkLayer(
    product((dW) => scale(dW, -1)),
    [4],
  ).tensors[1];
  expect(describeFailure(one)).toMatch(
    /^Product\.W\[\d, \d\]: backward gives -?\d+\.\d+, differences give -?\d+\.\d+; 16 of 16 elements are wrong; sign: backward is -1 times the derivative$/,
  );
  const none = checkLayer(
    product(() => undefined),
    [4],
  ).tensors[1];
  expect(describeFailure(none)).toBe("Product.W: missing-gradient: backward returned no gradient for W");
  const flat = checkLayer(
    product((dW) => reshape(dW, [16])),
    [4],
  ).tensors[1];
  expect(describeFailure(flat)).toBe(
    "Product.W: wrong-shape: backward returned a gradient of shape [16], but W is [4, 4]",
  );
});

test("the input is left as it was", () => {
  const x = tensor([1, 2, 3, 4], [1, 4], { dtype: "f64" });
  checkLayer(cube, [4], { x });
  expect([...x.data]).toEqual([1, 2, 3, 4]);
});

test("a declared kink under the input gives a subgradient, an undeclared wrong side fails", () => {
  const x = tensor([0, 1, -1, 2], [1, 4], { dtype: "f64" });
  const ramp = (at0: number) =>
    elementwise(
      "Ramp",
      (v) => Math.max(v, 0),
      (v) => (v === 0 ? at0 : v > 0 ? 1 : 0),
      Math.sign,
    );
  expect(checkLayer(ramp(0), [4], { x }).verdict).toBe("subgradient");
  expect(checkLayer(ramp(1), [4], { x }).verdict).toBe("subgradient");
  expect(checkLayer(ramp(2), [4], { x }).verdict).toBe("fail");
});

test("what a layer keeps of its first call is wrong for the check", () => {
  const f64 = { dtype: "f64" } as const;
  const firstOf = () => {
    let first: Tensor | undefined;
    return (latest: Tensor) => {
      first ??= tensor(Array.from(latest.data), latest.shape, f64);
      return first;
    };
  };
  const [firstInput, firstWeights] = [firstOf(), firstOf()];
  const square: Layer = {
    ...cube,
    forward(_params, x) {
      const firstX = firstInput(x);
      return {
        y: multiply(x, x),
        backward: (dy) => ({
          dx: dy.size === firstX.size ? multiply(dy, scale(firstX, 2)) : scale(dy, 0),
          grads: {},
        }),
      };
    },
  };
  const linear: Layer = {
    ...product(),
    forward({ W }, x) {
      const firstW = firstWeights(W);
      return {
        y: matmul(x, W),
        backward: (dy) => ({
          dx: matmul(dy, firstW, { transposeB: true }),
          grads: { W: matmul(x, dy, { transposeA: true }) },
        }),
      };
    },
  };
  for (const layer of [square, linear]) {
    expect(checkLayer(layer, [4]).tensors[0]).toMatchObject({
      tensor: "x",
      verdict: "fail",
      diagnosis: { code: "stale-cache" },
    });
  }
});

test("a layer that works in float32 is refused", () => {
  const x = tensor([1, 2, 3, 4], [1, 4]);
  expect(() => checkLayer(cube, [4], { x })).toThrow(
    'Cube: a gradient check needs float64; build it with { dtype: "f64" }',
  );
});
