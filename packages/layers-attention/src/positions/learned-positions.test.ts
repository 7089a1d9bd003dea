import { tensor } from "@retrograd/core";
import { checkLayer, conformance } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { createRegistry } from "@retrograd/plugin";
import { f64, refusal, training } from "@retrograd/testing";
import { expect, test } from "vitest";
import { attentionLayers } from "../plugin.js";
import { learnedPositions } from "./learned-positions.js";

const registry = createRegistry(builtins, attentionLayers);
const layer = learnedPositions.create({ init: "x" }, [2, 2], f64);

test("each position has its vector added, whose gradients are summed over the batch", () => {
  const P = tensor([1, 2, 3, 4], [2, 2], f64);
  const x = tensor([0, 0, 1, 1, 2, 2, 3, 3], [2, 2, 2], f64);
  const { y, backward } = layer.forward({ P }, x, training);
  expect([...y.data]).toEqual([1, 2, 4, 5, 3, 4, 6, 7]);
  const { dx, grads } = backward(x);
  expect([...(dx?.data ?? [])]).toEqual([...x.data]);
  expect([...(grads.P?.data ?? [])]).toEqual([2, 2, 4, 4]);
  const frozen = layer.forward({ P }, x, { ...training, needsParamGradients: false });
  expect(frozen.backward(x).grads).toEqual({});
});

test("its gradients are the derivatives, also by its graph", () => {
  expect(layer).toMatchObject({ outShape: [2, 2], paramShapes: { P: [2, 2] }, mask: "keeps" });
  expect(checkLayer(layer, [2, 2]).verdict).toBe("pass");
  for (const { run } of conformance(learnedPositions, registry, learnedPositions.examples ?? [])) run();
});

test("samples that are not sequences are refused", () => {
  expect(refusal(() => learnedPositions.create({ init: "x" }, [4], f64)).code).toBe("E_SHAPE");
});
