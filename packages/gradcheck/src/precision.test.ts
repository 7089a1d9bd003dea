import { type DType, matmul, philoxStreams, scale, tensor } from "@retrograd/core";
import { builtins } from "@retrograd/layers";
import {
  buildNetwork,
  createRegistry,
  definePlugin,
  type Entry,
  initParams,
  type LayerDefinition,
} from "@retrograd/network";
import { expect, test } from "vitest";
import { checkPrecision } from "./precision.js";
import { randomNormal } from "./random-tensors.js";

/** y = x W, whose float32 dW is `rough` times what it is in float64; no gradient at all where that is undefined. */
function products(rough: number | undefined): LayerDefinition {
  return {
    type: "Product",
    summary: "x W",
    options: { "~standard": { version: 1, vendor: "by hand", validate: (value: unknown) => ({ value }) } },
    create: (_options, [width = 0], ctx) => ({
      type: "Product",
      outShape: [width],
      paramShapes: { W: [width, width] },
      init: (rng) => ({
        W: tensor(
          Float64Array.from({ length: width ** 2 }, () => rng.normal()),
          [width, width],
          ctx,
        ),
      }),
      forward: ({ W = tensor([], [0]) }, x) => ({
        y: matmul(x, W),
        backward(dy) {
          const factor = ctx.dtype === "f32" ? rough : 1;
          const dW = matmul(x, dy, { transposeA: true });
          return {
            dx: matmul(dy, W, { transposeB: true }),
            grads: factor === undefined ? {} : { W: factor === 1 ? dW : scale(dW, factor) },
          };
        },
      }),
    }),
  };
}

function precisionOf(layers: readonly Entry[], rough: number | undefined) {
  const registry = createRegistry(
    builtins,
    definePlugin({ name: "rough", version: "1.0.0", layers: [products(rough)] }),
  );
  const [network, training] = (["f64", "f32"] as const).map((dtype: DType) =>
    buildNetwork(registry, { input: [5], layers }, { dtype }),
  );
  const streams = philoxStreams(0);
  const x = randomNormal([3, 5], streams.stream("x"), network);
  const t = network.loss.loss.exampleTargets(3, streams.stream("t"));
  return checkPrecision({ network, params: initParams(network, streams), x, t, streams }, training);
}

test("float32 is a few units of the last place off, for every tensor of every layer and the loss", () => {
  const rows = precisionOf([{ Affine: 7 }, "Sigmoid", { Affine: 4 }, "SoftmaxWithLoss"], 1);
  expect(rows.map(({ layer, tensor }) => `${layer}.${tensor}`)).toEqual([
    "Affine1.x",
    "Affine1.W",
    "Affine1.b",
    "Sigmoid1.x",
    "Affine2.x",
    "Affine2.W",
    "Affine2.b",
    "SoftmaxWithLoss1.x",
  ]);
  for (const { verdict, ulps, tolerance } of rows) {
    expect(verdict).toBe("pass");
    expect(ulps).toBeLessThan(8);
    expect(tolerance).toBe(4096);
  }
  // rounding shows somewhere: the two were not computed alike
  expect(Math.max(...rows.map(({ ulps }) => ulps))).toBeGreaterThan(0.01);
});

test("a float32 gradient that is off by a factor fails in its own tensor alone, by as many units", () => {
  const rows = precisionOf(["Product", { Affine: 4 }, "SoftmaxWithLoss"], 1.001);
  const failed = rows.filter(({ verdict }) => verdict === "fail");
  expect(failed.map(({ layer, tensor }) => `${layer}.${tensor}`)).toEqual(["Product1.W"]);
  // 0.001 of the largest gradient, in units of 2^-23 of it
  expect(failed[0].ulps / (0.001 * 2 ** 23)).toBeCloseTo(1, 2);
});

test("a gradient that float32 does not give is infinitely far", () => {
  const rows = precisionOf(["Product", "IdentityWithLoss"], undefined);
  expect(rows.filter(({ verdict }) => verdict === "fail")).toMatchObject([{ tensor: "W", ulps: Infinity }]);
});
