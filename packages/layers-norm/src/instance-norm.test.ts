import { type Shape, tensor } from "@retrograd/core";
import { checkLayer, conformance } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { createRegistry } from "@retrograd/plugin";
import { f64, refusal, training } from "@retrograd/testing";
import { expect, test } from "vitest";
import { instanceNorm } from "./instance-norm.js";
import { normLayers } from "./plugin.js";

const registry = createRegistry(builtins, normLayers);
const create = (affine: boolean, inShape: Shape, eps = 1e-5) =>
  instanceNorm.create({ affine, eps }, inShape, f64);
const x = tensor([1, 3, 8, 18], [1, 2, 2], f64);

test("each channel of each sample has its mean subtracted, and its deviation divided out", () => {
  // by hand: means 2 and 13, variances 1 and 25
  const [a, b] = [1 / Math.sqrt(4), 5 / Math.sqrt(28)];
  const near = (...values: readonly number[]) => values.map((value) => expect.closeTo(value, 14));
  const plain = create(false, [2, 2], 3);
  expect(plain.paramShapes).toEqual({});
  expect([...plain.forward({}, x, training).y.data]).toEqual(near(-a, a, -b, b));
  const params = { gamma: tensor([2, 1], [2], f64), beta: tensor([0, 1], [2], f64) };
  expect([...create(true, [2, 2], 3).forward(params, x, training).y.data]).toEqual(
    near(-2 * a, 2 * a, 1 - b, 1 + b),
  );
});

test("its gradients are the derivatives", () => {
  for (const affine of [true, false]) {
    const layer = create(affine, [2, 3, 2]);
    for (let seed = 0; seed < 5; seed++) expect(checkLayer(layer, [2, 3, 2], { seed }).verdict).toBe("pass");
  }
  for (const { run } of conformance(instanceNorm, registry, instanceNorm.examples ?? [])) run();
});

test.each([
  [[4], "normalizes the axes after the channels, and [4] has none: use LayerNorm for samples of one axis"],
  [
    [4, 1],
    "normalizes 4 groups of a single number of [4, 1], which is always its own mean: a group needs two or more",
  ],
])("samples %j are refused", (inShape, message) => {
  expect(refusal(() => create(false, inShape))).toEqual({ code: "E_SHAPE", message });
});
