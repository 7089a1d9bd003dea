import { createRegistry, resolveOrThrow } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { builtinData } from "./builtin-data.js";

const registry = createRegistry(builtinData);

test("the data sets and readers are registered by name", () => {
  const dataSets = ["digits", "iris", "wine", "breast-cancer", "diabetes", "mnist", "fashion-mnist"];
  const readers = ["csv", "jsonl", "parquet", "npy", "npz", "idx", "images"];
  expect([...registry.datasets.keys()]).toEqual(expect.arrayContaining([...dataSets, ...readers]));
  for (const reader of readers) expect(registry.datasets.get(reader)).toHaveProperty("inputReader");
});

test("every definition has a summary of one sentence", () => {
  for (const { summary } of registry.datasets.values()) expect(summary).toMatch(/^[A-Z].*\.$/);
});

test.each([...registry.datasets.keys()])("%s refuses an unknown option", (type) => {
  expect(() => resolveOrThrow(registry, "datasets", { [type]: { folds: 3 } })).toThrow('unknown key "folds"');
});
