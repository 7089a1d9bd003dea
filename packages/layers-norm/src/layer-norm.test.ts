import { tensor } from "@retrograd/core";
import { checkLayer, checkNetwork, conformance } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { buildNetwork } from "@retrograd/network";
import { checkOptions, createRegistry } from "@retrograd/plugin";
import { f64, matrix, refusal, training } from "@retrograd/testing";
import { expect, test } from "vitest";
import { layerNorm } from "./layer-norm.js";
import { normLayers } from "./plugin.js";

const registry = createRegistry(builtins, normLayers);
const vector = (...values: readonly number[]) => tensor(values, [values.length], f64);
const near = (...values: readonly number[]) => values.map((value) => expect.closeTo(value, 14));

test("each row has its mean subtracted, and its deviation divided out", () => {
  const layer = layerNorm.create({ axes: 1, eps: 3 }, [2], f64);
  const x = matrix([
    [1, 3],
    [10, 0],
  ]);
  const { y, backward } = layer.forward({ gamma: vector(2, 1), beta: vector(1, 0) }, x, training);
  // by hand: row 0 has the mean 2 and the variance 1, 1 / sqrt(1 + 3) = 1/2; row 1 has 5 and 25, 1 / sqrt(28)
  const normal = 5 / Math.sqrt(28);
  expect([...y.data]).toEqual(near(0, 0.5, 2 * normal + 1, -normal));
  const { dx, grads } = backward(
    matrix([
      [1, 0],
      [0, 0],
    ]),
  );
  // by hand: d = [2, 0], its mean 1, the mean of d n = -1/2: dx = 1/2 (d - 1 - n (-1/2)) = 1/2 (1 - 1/4, -1 + 1/4)
  expect([...(dx?.data ?? [])]).toEqual(near(0.375, -0.375, 0, 0));
  expect([...(grads.gamma?.data ?? [])]).toEqual(near(-0.5, 0));
  expect([...(grads.beta?.data ?? [])]).toEqual([1, 0]);
});

test("the last axes are normalized together, and each position alone", () => {
  const both = layerNorm.create({ axes: 2, eps: 1e-5 }, [4, 2, 3], f64);
  expect(both.paramShapes).toEqual({ gamma: [2, 3], beta: [2, 3] });
  expect(both).toMatchObject({ outShape: [4, 2, 3], mask: "keeps", multiplyAdds: 24 });
  expect(layerNorm.create({ axes: 2, eps: 1e-5 }, [2, 3], f64).mask).toBeUndefined();
});

test("gradients that nobody needs are left out", () => {
  const layer = layerNorm.create({ axes: 1, eps: 1e-5 }, [2], f64);
  const x = matrix([[1, 3]]);
  const pass = (needs: object) => {
    const params = { gamma: vector(1, 1), beta: vector(0, 0) };
    const { dx, grads } = layer.forward(params, x, { ...training, ...needs }).backward(x);
    return [dx !== undefined, Object.keys(grads).join()];
  };
  expect(pass({ needsInputGradient: false })).toEqual([false, "gamma,beta"]);
  expect(pass({ needsParamGradients: false })).toEqual([true, ""]);
});

test("its gradients are the derivatives", () => {
  for (const inShape of [[2], [5], [2, 3]]) {
    const layer = layerNorm.create({ axes: 1, eps: 1e-5 }, inShape, f64);
    for (let seed = 0; seed < 5; seed++) expect(checkLayer(layer, inShape, { seed }).verdict).toBe("pass");
  }
  for (const { run } of conformance(layerNorm, registry, layerNorm.examples ?? [])) run();
});

test.each(["fast", "exhaustive"] as const)(
  "in a residual block with RmsNorm it passes, in mode %s",
  (mode) => {
    const layers = [
      "LayerNorm",
      { Affine: { units: 4, axis: "last" }, id: "a" },
      "RmsNorm",
      { Add: {}, from: ["RmsNorm1", "a"] },
      { GroupNorm: 3 },
      { InstanceNorm: { affine: true } },
      { Affine: 3 },
      "SoftmaxWithLoss",
    ];
    const network = buildNetwork(registry, { input: [3, 4], layers }, { dtype: "f64" });
    const { tensors } = checkNetwork(network, { mode });
    expect(tensors.filter(({ verdict }) => verdict === "fail" || verdict === "inconclusive")).toEqual([]);
  },
);

test.each([
  [{ axes: 0 }, '"axes" must be a positive whole number, got 0'],
  [{ eps: -1 }, '"eps" must be a number > 0, got -1'],
])("options %j are refused", (options, message) => {
  expect(checkOptions(layerNorm, options, [])).toMatchObject({ issues: [{ code: "RG2004", message }] });
});

test.each([
  [2, [4], "normalizes the last 2 axes, but its input [4] has 1: set axes to 1 or less"],
  [1, [3, 1], "normalizes [1], a single number, which is always its own mean: it needs two or more"],
])("the last %i axes of %j are refused", (axes, inShape, message) => {
  const build = () => layerNorm.create({ axes, eps: 1e-5 }, inShape, f64);
  expect(refusal(build)).toEqual({ code: "E_SHAPE", message });
});
