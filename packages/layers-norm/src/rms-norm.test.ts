import { tensor } from "@retrograd/core";
import { checkLayer, conformance } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { createRegistry } from "@retrograd/plugin";
import { f64, matrix, refusal, training } from "@retrograd/testing";
import { expect, test } from "vitest";
import { normLayers } from "./plugin.js";
import { rmsNorm } from "./rms-norm.js";

const registry = createRegistry(builtins, normLayers);
const near = (...values: readonly number[]) => values.map((value) => expect.closeTo(value, 14));

test("each row is divided by its root mean square", () => {
  const layer = rmsNorm.create({ axes: 1, eps: 3.5 }, [2], f64);
  const gamma = tensor([2, 1], [2], f64);
  const { y, backward } = layer.forward({ gamma }, matrix([[3, 4]]), training);
  // by hand: the mean of 9 and 16 is 12.5, 1 / sqrt(12.5 + 3.5) = 1/4
  expect([...y.data]).toEqual(near(1.5, 1));
  const { dx, grads } = backward(matrix([[1, 0]]));
  // by hand: d = [2, 0], the mean of d n = 3/4: dx = 1/4 (2 - 3/4 3/4, -3/4)
  expect([...(dx?.data ?? [])]).toEqual(near((2 - 9 / 16) / 4, -3 / 16));
  expect([...(grads.gamma?.data ?? [])]).toEqual(near(0.75, 0));
});

test("gradients that nobody needs are left out", () => {
  const layer = rmsNorm.create({ axes: 1, eps: 1e-5 }, [2], f64);
  const x = matrix([[1, 3]]);
  const pass = (needs: object) => {
    const params = { gamma: tensor([1, 1], [2], f64) };
    const { dx, grads } = layer.forward(params, x, { ...training, ...needs }).backward(x);
    return [dx !== undefined, Object.keys(grads).join()];
  };
  expect(pass({ needsInputGradient: false })).toEqual([false, "gamma"]);
  expect(pass({ needsParamGradients: false })).toEqual([true, ""]);
});

test("its gradients are the derivatives", () => {
  for (const inShape of [[1], [5], [2, 3]]) {
    const layer = rmsNorm.create({ axes: 1, eps: 1e-5 }, inShape, f64);
    expect(layer).toMatchObject({ outShape: inShape, paramShapes: { gamma: inShape.slice(-1) } });
    for (let seed = 0; seed < 5; seed++) expect(checkLayer(layer, inShape, { seed }).verdict).toBe("pass");
  }
  for (const { run } of conformance(rmsNorm, registry, rmsNorm.examples ?? [])) run();
});

test("more axes than the input has are refused", () => {
  expect(refusal(() => rmsNorm.create({ axes: 3, eps: 1e-5 }, [2, 4], f64))).toEqual({
    code: "E_SHAPE",
    message: "normalizes the last 3 axes, but its input [2, 4] has 2: set axes to 2 or less",
  });
});
