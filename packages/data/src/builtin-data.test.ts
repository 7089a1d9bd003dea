import { createRegistry, resolveOrThrow } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { builtinData } from "./builtin-data.js";

const registry = createRegistry(builtinData);

test("the plugin registers every data set and reader by name", () => {
  expect([...registry.datasets.keys()]).toEqual([
    "digits",
    "iris",
    "wine",
    "breast-cancer",
    "diabetes",
    "mnist",
    "fashion-mnist",
    "csv",
    "jsonl",
    "parquet",
    "npy",
    "npz",
    "idx",
    "images",
  ]);
});

test("every definition says in a sentence what it is", () => {
  for (const { summary } of registry.datasets.values()) expect(summary).toMatch(/^[A-Z].*\.$/);
});

test.each([...registry.datasets.keys()])("%s refuses an unknown option", (type) => {
  expect(() => resolveOrThrow(registry, "datasets", { [type]: { folds: 3 } })).toThrow('unknown key "folds"');
});
