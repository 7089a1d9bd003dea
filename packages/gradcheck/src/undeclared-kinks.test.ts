import { type Tensor, tensor } from "@retrograd/core";
import type { Layer } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { elementwise } from "../tests/layers.js";
import { checkLayer } from "./check/check-layer.js";

const f64 = { dtype: "f64" } as const;

/** The larger of each two neighbours. It says nothing of its kinks. x: [batch, 2 n] -> y: [batch, n] */
function maxOfPairs(factor: number): Layer {
  return {
    type: "MaxOfPairs",
    outShape: [3],
    paramShapes: {},
    init: () => ({}),
    forward(_params, x) {
      const at = Array.from({ length: x.size / 2 }, (_, k) =>
        x.data[2 * k] >= x.data[2 * k + 1] ? 2 * k : 2 * k + 1,
      );
      const y = tensor(
        at.map((i) => x.data[i]),
        [x.size / 6, 3],
        f64,
      );
      const backward = (dy: Tensor) => {
        const dx = new Float64Array(x.size);
        for (const [k, i] of at.entries()) dx[i] = factor * dy.data[k];
        return { dx: tensor(dx, x.shape, f64), grads: {} };
      };
      return { y, backward };
    },
  };
}

const relu = (factor: number): Layer => ({
  ...elementwise(
    "Relu",
    (v) => Math.max(v, 0),
    (v) => (v > 0 ? factor : 0),
  ),
  outShape: [6],
});

/** What a Relu hands on: ties of 0 in most pairs. */
function halfZeros(seed: number): Tensor {
  return tensor(
    Array.from({ length: 24 }, (_, i) => Math.max(0, Math.sin(1 + seed + i * (i + seed)))),
    [4, 6],
    f64,
  );
}

test.each([
  ["a pool on ties", maxOfPairs(1)],
  ["a Relu on zeros", relu(1)],
])("%s that declares no kinks is not called wrong, whatever the seed, in either mode", (_name, layer) => {
  for (let seed = 0; seed < 50; seed++) {
    for (const mode of ["exhaustive", "fast"] as const) {
      expect(checkLayer(layer, [6], { mode, seed, x: halfZeros(seed) }).verdict).not.toBe("fail");
    }
  }
});

test.each([
  ["a pool on ties", maxOfPairs(2)],
  ["a Relu on zeros", relu(2)],
])("%s that doubles its gradient is not taken for right, in either mode", (_name, layer) => {
  for (let seed = 0; seed < 50; seed++) {
    for (const mode of ["exhaustive", "fast"] as const) {
      const { verdict } = checkLayer(layer, [6], { mode, seed, x: halfZeros(seed) });
      expect(["fail", "inconclusive"]).toContain(verdict);
    }
  }
});
