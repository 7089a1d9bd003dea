import { buildNetwork } from "@retrograd/network";
import { createRegistry, type Entry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { testLayers } from "../../tests/layers.js";
import { maxSeconds } from "./max-seconds.js";

const networkOf = (layers: readonly Entry[]) =>
  buildNetwork(createRegistry(testLayers), { input: [4], layers }, { dtype: "f64" });

/** A clock that goes `pace` milliseconds each time it is looked at. */
function ticking(pace: number) {
  let time = 0;
  return () => {
    time += pace;
    return time;
  };
}

test("a check takes at most as many passes as its elements and layers may need", () => {
  const network = networkOf(["Cube", "HalfSquares"]);
  // 2 rows of 4 inputs each for the layer and the loss, and one layer and the loss
  expect(maxSeconds(network, { batch: 2 }, ticking(1))).toBeCloseTo((6 * 16 + 400 * 2) / 1000, 10);
});

test("a slower machine and a larger batch take longer", () => {
  const network = networkOf(["Cube", "HalfSquares"]);
  const seconds = maxSeconds(network, { batch: 2 }, ticking(1));
  expect(maxSeconds(network, { batch: 2 }, ticking(3))).toBeCloseTo(3 * seconds, 10);
  expect(maxSeconds(network, { batch: 4 }, ticking(1))).toBeGreaterThan(seconds);
});
