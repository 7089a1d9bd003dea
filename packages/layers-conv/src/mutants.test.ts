import { expect, test } from "vitest";
import { examineMutants, mistakes } from "../tests/mutants.js";
import { convLayers } from "./plugin.js";

test("there are at least 6 mistakes of every layer", () => {
  expect([...mistakes.keys()].sort()).toEqual((convLayers.layers ?? []).map(({ type }) => type).sort());
  expect(Math.min(...mistakes.values())).toBeGreaterThanOrEqual(6);
});

// one of every 7, so that every layer is wrong in some way; all of them are in mutants.long.test.ts
test("mistakes are caught, with the right cause", () => {
  const { count, missed, misnamed } = examineMutants(7);
  expect(count).toBeGreaterThanOrEqual(20);
  expect({ missed, misnamed }).toEqual({ missed: [], misnamed: [] });
});
