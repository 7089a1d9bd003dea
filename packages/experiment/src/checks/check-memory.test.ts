import { builtins } from "@retrograd/layers";
import { buildNetwork } from "@retrograd/network";
import { createRegistry } from "@retrograd/plugin";
import { norms } from "@retrograd/testing";
import { expect, test } from "vitest";
import { checkMemory } from "./check-memory.js";

test("the state of layers counts as their parameters do", () => {
  const registry = createRegistry(builtins, norms);
  const mistakes = (units: number) => {
    const layers = [{ Affine: units }, "TestBatchNorm", "IdentityWithLoss"];
    return checkMemory(undefined, buildNetwork(registry, { input: [4], layers }));
  };
  // 5 numbers a unit in Affine; in TestBatchNorm 2 parameters and 2 of state, 4 bytes each
  expect(mistakes(100_000_000)).toEqual([]);
  expect(mistakes(2 ** 30 / 8)).toMatchObject([
    { code: "RG4006", path: ["model", "layers", 1], got: "4.5 GiB" },
  ]);
});
