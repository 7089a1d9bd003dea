import { referenceEngine } from "@retrograd/core";
import { createRegistry } from "@retrograd/plugin";
import { tiny } from "@retrograd/testing";
import { expect, test } from "vitest";
import { buildNetwork } from "./build-network.js";
import { rowsPerPass } from "./rows-per-pass.js";

const registry = createRegistry(tiny);

test.each([
  ["a small network", 784, [50, 10], "f32", 1000],
  ["a wide layer", 1, [16_776, 1], "f32", 999],
  ["a wide layer in float64", 1, [16_776, 1], "f64", 499],
  ["a wide input", 2 ** 20, [1], "f32", 15],
  ["one row that is too large already", 1, [2 ** 25, 1], "f32", 1],
] as const)("%s", (_what, input, units, dtype, expected) => {
  const layers = [...units.map((count) => ({ Dense: count })), "HalfSquares"];
  const network = buildNetwork(registry, { input: [input], layers }, { dtype, engine: referenceEngine });
  expect(rowsPerPass(network)).toBe(expected);
});
