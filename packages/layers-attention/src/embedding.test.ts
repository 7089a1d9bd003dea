import { philoxStreams, tensor } from "@retrograd/core";
import { checkLayer, conformance } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { checkOptions, createRegistry } from "@retrograd/plugin";
import { f64, matrix, training } from "@retrograd/testing";
import { expect, test } from "vitest";
import { embedding } from "./embedding.js";
import { attentionLayers } from "./plugin.js";

const registry = createRegistry(builtins, attentionLayers);
const layer = embedding.create({ words: 3, size: 2, init: "x" }, [2], f64);
const W = matrix([
  [1, 2],
  [3, 4],
  [5, 6],
]);
const x = matrix([
  [2, 0],
  [2, 2],
]);

test("each word has its row of W, and its gradients are added there", () => {
  const { y, backward } = layer.forward({ W }, x, training);
  expect(y.shape).toEqual([2, 2, 2]);
  expect([...y.data]).toEqual([5, 6, 1, 2, 5, 6, 5, 6]);
  const { dx, grads } = backward(tensor([1, 0, 0, 1, 1, 1, 2, 0], [2, 2, 2], f64));
  expect(dx).toBeUndefined();
  // by hand: word 0 once, word 1 never, word 2 three times
  expect([...(grads.W?.data ?? [])]).toEqual([0, 1, 0, 0, 4, 1]);
});

test("a frozen layer computes no gradients", () => {
  const { backward } = layer.forward({ W }, x, { ...training, needsParamGradients: false });
  expect(backward(tensor(new Float64Array(8), [2, 2, 2], f64)).grads).toEqual({});
});

test("it takes indices, keeps the steps, and costs no multiply-adds", () => {
  expect(layer).toMatchObject({ outShape: [2, 2], takes: { indices: 3 }, mask: "keeps" });
  expect(layer.multiplyAdds).toBeUndefined();
  expect(() => layer.forward({ W }, matrix([[3, 0]]), training)).toThrow(/whole number from 0 to 2, got 3/);
});

test("W is drawn by its initializer, with a standard deviation of 1 by default", () => {
  const { value } = checkOptions<{ init: unknown }>(embedding, { words: 3, size: 2 }, []);
  expect(value?.init).toEqual({ Normal: { std: 1 } });
  expect([...(layer.init(philoxStreams(0).stream("init")).W?.data ?? [])]).toEqual([1, 1, 1, 1, 1, 1]);
});

test("its gradients are the derivatives", () => {
  for (let seed = 0; seed < 10; seed++) expect(checkLayer(layer, [2], { seed }).verdict).toBe("pass");
  for (const { run } of conformance(embedding, registry, embedding.examples ?? [])) run();
});

test.each([
  [{ size: 2 }, "RG2005"],
  [{ words: 0, size: 2 }, "RG2004"],
  [{ words: 2, size: 2, padding: 0 }, "RG2003"],
])("options %j are refused", (options, code) => {
  expect(checkOptions(embedding, options, [])).toMatchObject({ issues: [{ code }] });
});
