import { add, map, philoxStreams, scale, tensor } from "@retrograd/core";
import { layerNorm } from "@retrograd/layers-norm";
import type { Layer } from "@retrograd/plugin";
import { f64 } from "@retrograd/testing";
import { expect, test } from "vitest";
import { anyScaleOfDy } from "./any-scale-of-dy.js";
import { linearInDy } from "./linear-in-dy.js";
import { specialDy } from "./special-dy.js";

const rules = [linearInDy, anyScaleOfDy, specialDy];
const norm = layerNorm.create({ axes: 1, eps: 1e-5 }, [2], f64);
// two numbers are normalized to -1 and 1, so that backward gives 1e-5 of their difference in dy, here 1e-7 of dy
const [x, dy] = [
  [-0.21437166935615135, 1.6768131730495182],
  [-1.17352294921875, -1.19427490234375],
].map((values) => tensor(values, [1, 2], f64));

/** The names of the wrong tensors, by each rule. */
function wrongBy(layer: Layer) {
  const setup = { id: "norm", layer, params: norm.init(philoxStreams(0).stream("x")), x };
  return rules.map((rule) =>
    rule({ ...setup, streams: philoxStreams(0) }, dy).map(({ tensor: name }) => name),
  );
}

test("a backward whose terms cancel down to their round-off is linear", () => {
  // without the parameters, whose gradients are large and would allow more
  expect(wrongBy(withBackward((one) => one))).toEqual([[], [], []]);
});

test("a part that is not linear is seen next to that round-off", () => {
  const bent = withBackward((one) => add(one, scale(map(one, Math.abs), 1e-6)));
  expect(wrongBy(bent)).toEqual([["x"], ["x"], ["x"]]);
});

/** The normalization without gradients of its parameters, and with a function of its dx. */
function withBackward(change: (dy: typeof x) => typeof x): Layer {
  return {
    ...norm,
    forward(params, input, ctx) {
      const { y, backward } = norm.forward(params, input, ctx);
      const dxOf = (one: typeof x) => backward(one).dx ?? one;
      return { y, backward: (one) => ({ dx: change(dxOf(one)), grads: {} }) };
    },
  };
}
