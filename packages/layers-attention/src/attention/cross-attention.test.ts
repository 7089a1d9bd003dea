import { philoxStreams, tensor } from "@retrograd/core";
import { checkLayer, checkNetwork } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { buildNetwork, forward, initParams, jointAsLayer, predict } from "@retrograd/network";
import { checkOptions, createRegistry, type Initializer } from "@retrograd/plugin";
import { f64, refusal, training } from "@retrograd/testing";
import { expect, test } from "vitest";
import { attentionLayers } from "../plugin.js";
import { crossAttention } from "./cross-attention.js";

const registry = createRegistry(builtins, attentionLayers);
const normal: Initializer = (size, _fan, rng) => Float64Array.from({ length: size }, rng.normal);
const ctx = { ...f64, initializer: () => normal };
const create = (heads: number, ...inShapes: readonly (readonly number[])[]) =>
  crossAttention.createJoint({ heads, init: "x" }, inShapes, ctx);

test("each step of the first input takes the mean of the second, weighted by the softmax of its scores", () => {
  const joint = create(1, [1, 1], [2, 1]);
  const [one, zero] = [tensor([1], [1, 1], f64), tensor([0], [1], f64)];
  const params = { Wq: one, bq: zero, Wk: one, Wv: one, bv: zero, Wo: one, bo: zero };
  const xs = [tensor([1], [1, 1, 1], f64), tensor([0, Math.log(3)], [1, 2, 1], f64)];
  // by hand: scores 0 and ln 3, weights 1/4 and 3/4
  expect(joint.join(params, xs, training).y.data[0]).toBeCloseTo(0.75 * Math.log(3), 14);
  // padding of the second input
  const mask = tensor([1, 0], [1, 2], f64);
  expect(joint.join(params, xs, { ...training, mask }).y.data[0]).toBe(0);
});

test("its gradients are the derivatives", () => {
  for (const [heads, first, second] of [
    [2, [3, 4], [2, 3]],
    [1, [1, 2], [4, 2]],
  ] as const) {
    const joint = create(heads, first, second);
    expect(joint).toMatchObject({ outShape: first, mask: "reads" });
    expect(joint.paramShapes.Wk).toEqual([second[1], first[1]]);
    // a row of all inputs has no steps
    const { mask: _mask, ...layer } = jointAsLayer(joint);
    const total = first[0] * first[1] + second[0] * second[1];
    for (let seed = 0; seed < 5; seed++) expect(checkLayer(layer, [total], { seed }).verdict).toBe("pass");
  }
});

test.each(["fast", "exhaustive"] as const)(
  "a decoder that attends to an encoder passes in mode %s",
  (mode) => {
    const layers = [
      { Affine: { units: 4, axis: "last" }, id: "encoder" },
      { Affine: { units: 2, axis: "last" }, from: "input", id: "decoder" },
      { CrossAttention: 2, from: ["decoder", "encoder"] },
      { Affine: 3 },
      "SoftmaxWithLoss",
    ];
    const network = buildNetwork(registry, { input: [3, 2], layers }, { dtype: "f64" });
    expect(network.layers[2]?.layer.multiplyAdds).toBe(2 * 2 * (3 * 2 + 3 * 4) + 2 * 9 * 2);
    const { tensors } = checkNetwork(network, { mode });
    expect(tensors.filter(({ verdict }) => verdict === "fail" || verdict === "inconclusive")).toEqual([]);
  },
);

test("a padded pair gives the bits of the pair alone, and the output has the padding of the first input", () => {
  const inputs = (a: number, b: number) => ({
    question: { shape: [a, 2], padding: 9 },
    text: { shape: [b, 2], padding: 9 },
  });
  const layers = [
    { CrossAttention: 2, from: ["question", "text"] },
    { Affine: { units: 3, axis: "last" } },
    "SoftmaxWithLoss",
  ];
  const of = (a: number, b: number) =>
    buildNetwork(registry, { inputs: inputs(a, b), layers }, { dtype: "f64" });
  const params = initParams(of(1, 1), philoxStreams(0));
  const [question, text] = [
    [1, 2, 3, 4],
    [5, 6],
  ];
  const alone = predict(of(2, 1), params, {
    question: tensor(question, [1, 2, 2], f64),
    text: tensor(text, [1, 1, 2], f64),
  });
  const padded = {
    question: tensor([...question, 9, 9], [1, 3, 2], f64),
    text: tensor([...text, 9, 9, 9, 9], [1, 3, 2], f64),
  };
  expect(Array.from(predict(of(3, 3), params, padded).data).slice(0, 6)).toEqual([...alone.data]);
  const { mask } = forward(of(3, 3), params, padded);
  expect([...(mask?.data ?? [])]).toEqual([1, 1, 0]);
});

test("other inputs and options are refused", () => {
  expect(refusal(() => create(1, [2, 2], [2, 2], [2, 2])).message).toBe(
    "needs two inputs, what attends and what it attends to, got [2, 2] and [2, 2] and [2, 2]",
  );
  expect(refusal(() => create(1, [2, 2], [2])).message).toMatch(/^needs sequences of vectors/);
  expect(refusal(() => create(2, [2, 3], [2, 2])).message).toMatch(/^its 2 heads must divide/);
  expect(checkOptions(crossAttention, {}, [])).toMatchObject({ issues: [{ code: "RG2005" }] });
});
