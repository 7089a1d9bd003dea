import { createPortableEngine, map, type Tensor } from "@retrograd/core";
import { builtins } from "@retrograd/layers";
import { buildNetwork } from "@retrograd/network";
import { createRegistry, definePlugin, type LayerDefinition } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { checkNetwork } from "./check-network.js";

/** y = 2 x, whose gradient is `wrong` of the right one at float32 alone. */
const doubled = (type: string, wrong: (gradient: number) => number): LayerDefinition => ({
  type,
  summary: "Twice the input.",
  options: { "~standard": { version: 1, vendor: "by hand", validate: (value) => ({ value }) } },
  create: (_options, inShape, { dtype }) => ({
    type,
    outShape: inShape,
    paramShapes: {},
    init: () => ({}),
    forward: (_params, x) => ({
      y: map(x, (v) => 2 * v),
      backward: (dy: Tensor) => {
        return { dx: map(dy, (d) => (dtype === "f32" ? wrong(2 * d) : 2 * d)), grads: {} };
      },
    }),
  }),
});

const plugin = definePlugin({
  name: "doubled",
  layers: [
    doubled("Doubled", (gradient) => gradient),
    doubled("Rough", (gradient) => gradient * (1 + 2 ** -10)),
    doubled("Broken", () => Number.NaN),
  ],
});

function check(layer: string) {
  const registry = createRegistry(builtins, plugin);
  const model = { input: [4], layers: [{ Affine: 6 }, layer, { Affine: 3 }, "SoftmaxWithLoss"] };
  const engine = createPortableEngine();
  const training = buildNetwork(registry, model, { engine, dtype: "f32" });
  return checkNetwork(buildNetwork(registry, model, { dtype: "f64" }), { training, mode: "fast" });
}

test("float32 gradients near the float64 ones pass, tensor by tensor, in units of the last place", () => {
  const { verdict, training } = check("Doubled");
  expect(verdict).toBe("pass");
  expect(training?.engine).toBe("portable");
  expect(training?.tensors.map(({ layer, tensor, verdict: one }) => `${layer}.${tensor} ${one}`)).toEqual([
    "Affine1.x pass",
    "Affine1.W pass",
    "Affine1.b pass",
    "Doubled1.x pass",
    "Affine2.x pass",
    "Affine2.W pass",
    "Affine2.b pass",
    "SoftmaxWithLoss1.x pass",
  ]);
  const units = training?.tensors.map(({ ulps }) => ulps) ?? [];
  // float32 rounds, and a few sums of four to eleven terms stay within a few units
  expect(Math.max(...units)).toBeGreaterThan(0.01);
  expect(Math.max(...units)).toBeLessThan(16);
});

test("a gradient that is off at float32 alone fails, in its own layer and by how much", () => {
  const { verdict, tensors, training } = check("Rough");
  expect(tensors.every((report) => report.verdict === "pass")).toBe(true);
  expect(verdict).toBe("fail");
  const failed = training?.tensors.filter((row) => row.verdict === "fail") ?? [];
  // 2^-10 of the gradient is 2^13 units of 2^-23
  expect(failed).toMatchObject([{ layer: "Rough1", tensor: "x", ulps: 8192, tolerance: 1024 }]);
});

test("a gradient that is not a number at float32 fails", () => {
  const { verdict, training } = check("Broken");
  expect(verdict).toBe("fail");
  expect(training?.tensors.filter((row) => row.verdict === "fail")).toMatchObject([
    { layer: "Broken1", tensor: "x" },
  ]);
});
