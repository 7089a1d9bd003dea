import { philoxStreams, tensor } from "@retrograd/core";
import { buildNetwork, createRegistry, type Entry, forwardLoss } from "@retrograd/network";
import { expect, test } from "vitest";
import { testLayers } from "../tests/layers.js";
import { burnedIn } from "./burn-in.js";
import type { Experiment } from "./stages.js";

/** One row of [1, 2, 3, 4], targets of 0, and weights of 1 where a layer is Scaled. */
function experimentOf(layers: readonly Entry[]): Experiment {
  const network = buildNetwork(createRegistry(testLayers), { input: [4], layers }, { dtype: "f64" });
  const f64 = { dtype: "f64", engine: network.engine } as const;
  return {
    network,
    params: { Scaled1: { W: tensor([1, 1, 1, 1], [4], f64) } },
    x: tensor([1, 2, 3, 4], [1, 4], f64),
    t: tensor([0, 0, 0, 0], [1, 4], f64),
    streams: philoxStreams(0),
  };
}

test("a step moves each parameter against its gradient, a tenth as far", () => {
  const experiment = experimentOf(["Scaled", "HalfSquares"]);
  const moved = burnedIn(experiment, 1);
  // loss = 1/2 sum (x w)^2, so dW = x^2 w, and W - 0.1 dW = 1 - 0.1 x^2
  expect(Array.from(moved.Scaled1.W.data, (w) => Math.round(w * 1e12) / 1e12)).toEqual([0.9, 0.6, 0.1, -0.6]);
  // the next begins there: 0.9 - 0.1 * 0.9
  expect(burnedIn(experiment, 2).Scaled1.W.data[0]).toBeCloseTo(0.81, 12);
});

test("the loss falls, and what was handed in stays as it was", () => {
  const experiment = experimentOf(["Scaled", "HalfSquares"]);
  const { network, x, t, streams, params } = experiment;
  const lossWith = (own: Experiment["params"]) =>
    forwardLoss(network, own, { x, t }, { mode: "train", streams, step: 0 }).loss;
  expect(lossWith(burnedIn(experiment, 3))).toBeLessThan(lossWith(params));
  expect([...params.Scaled1.W.data]).toEqual([1, 1, 1, 1]);
});

test("no steps give the same parameters, and a layer without any keeps none", () => {
  const experiment = experimentOf(["Scaled", "HalfSquares"]);
  expect(burnedIn(experiment, 0)).toBe(experiment.params);
  expect(burnedIn({ ...experimentOf(["Cube", "HalfSquares"]), params: { Cube1: {} } }, 2)).toEqual({
    Cube1: {},
  });
});
