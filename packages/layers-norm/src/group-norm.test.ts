import { type Shape, tensor } from "@retrograd/core";
import { checkLayer, conformance } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { createRegistry } from "@retrograd/plugin";
import { f64, matrix, refusal, training } from "@retrograd/testing";
import { expect, test } from "vitest";
import { groupNorm } from "./group-norm.js";
import { normLayers } from "./plugin.js";

const registry = createRegistry(builtins, normLayers);
const create = (groups: number, inShape: Shape, eps = 1e-5) =>
  groupNorm.create({ groups, eps }, inShape, f64);

test("each group of channels has its mean subtracted, and its deviation divided out", () => {
  const params = { gamma: tensor([2, 1, 1, 1], [4], f64), beta: tensor([0, 0, 1, 0], [4], f64) };
  const { y } = create(2, [4], 3).forward(params, matrix([[1, 3, 8, 18]]), training);
  // by hand: means 2 and 13, variances 1 and 25, 1 / sqrt(1 + 3) = 1/2
  const normal = 5 / Math.sqrt(28);
  expect([...y.data]).toEqual([-1, 0.5, 1 - normal, normal].map((value) => expect.closeTo(value, 14)));
});

test("gradients that nobody needs are left out", () => {
  const layer = create(1, [2]);
  const x = matrix([[1, 3]]);
  const pass = (needs: object) => {
    const params = { gamma: tensor([1, 1], [2], f64), beta: tensor([0, 0], [2], f64) };
    const { dx, grads } = layer.forward(params, x, { ...training, ...needs }).backward(x);
    return [dx !== undefined, Object.keys(grads).join()];
  };
  expect(pass({ needsInputGradient: false })).toEqual([false, "gamma,beta"]);
  expect(pass({ needsParamGradients: false })).toEqual([true, ""]);
});

test("its gradients are the derivatives", () => {
  for (const [groups, inShape] of [
    [2, [6]],
    [3, [3, 2]],
    [2, [4, 2, 2]],
  ] as const) {
    const layer = create(groups, inShape);
    expect(layer).toMatchObject({ outShape: inShape, paramShapes: { gamma: [inShape[0]] } });
    for (let seed = 0; seed < 5; seed++) expect(checkLayer(layer, inShape, { seed }).verdict).toBe("pass");
  }
  for (const { run } of conformance(groupNorm, registry, groupNorm.examples ?? [])) run();
});

test.each([
  [2, [3, 4], "needs a first axis of channels that 2 groups divide, got [3, 4]"],
  [1, [], "needs a first axis of channels that 1 groups divide, got []"],
  [
    2,
    [2],
    "normalizes 2 groups of a single number of [2], which is always its own mean: a group needs two or more",
  ],
])("%i groups of %j are refused", (groups, inShape, message) => {
  expect(refusal(() => create(groups, inShape))).toEqual({ code: "E_SHAPE", message });
});
