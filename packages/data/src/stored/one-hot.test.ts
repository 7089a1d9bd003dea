import { createRegistry, resolveOrThrow } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { builtinData } from "../builtin-data.js";
import { memoryDataFiles } from "../memory-data-files.js";
import { arraySamples } from "../npy/array-samples.js";
import { elementType } from "../npy/element-types.js";

const registry = createRegistry(builtinData);

function load(text: string, type: "csv" | "jsonl", options: Readonly<Record<string, unknown>> = {}) {
  const resolved = resolveOrThrow(registry, "datasets", {
    [type]: { path: "d", target: ["yes", "no", "maybe"], targets: "classes", ...options },
  });
  return resolved.definition.load(resolved.options, memoryDataFiles({ d: new TextEncoder().encode(text) }));
}

const array = (name: string, shape: readonly number[], values: readonly number[]) => ({
  name,
  shape,
  values: Float64Array.from(values),
  type: elementType("<f8", name),
});

test("several target columns that are classes are one-hot, and each is a class", async () => {
  const data = await load("a,yes,no,maybe\n1,0,1,0\n2,1,0,0\n3,0,0,1.0\n4,0,1,0\n", "csv");
  expect(data).toMatchObject({ targets: "classes", targetNames: ["yes", "no", "maybe"], inputNames: ["a"] });
  expect(data.samples).toMatchObject({
    all: {
      x: { values: Float64Array.of(1, 2, 3, 4) },
      t: { shape: [], values: Float64Array.of(1, 0, 2, 1) },
    },
  });
});

test("in JSON Lines they may be true and false", async () => {
  const { samples } = await load(
    '{"a":1,"yes":true,"no":false,"maybe":false}\n{"a":2,"yes":false,"no":false,"maybe":true}\n',
    "jsonl",
  );
  expect(samples).toMatchObject({ all: { t: { values: Float64Array.of(0, 2) } } });
});

test.each([
  ["two ones", "1,1,0", "1, 1, 0"],
  ["no one", "0,0,0", "0, 0, 0"],
  ["a fraction", "0.5,0.5,0", "0.5, 0.5, 0"],
])("%s in a row are refused", async (_what, row, got) => {
  await expect(load(`a,yes,no,maybe\n1,0,1,0\n2,${row}\n`, "csv")).rejects.toThrow(
    `d: the targets of sample 2 must be one-hot, a single 1 and otherwise 0, got ${got}: write targets: values`,
  );
});

test("an array of two axes that is classes is one-hot, a class for each column", () => {
  const x = array("x", [3, 1], [1, 2, 3]);
  const { targetNames, samples } = arraySamples({
    train: { x, t: array("t", [3, 4], [0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0]) },
    targets: "classes",
  });
  expect(targetNames).toEqual(["0", "1", "2", "3"]);
  expect(samples).toMatchObject({ all: { t: { shape: [], values: Float64Array.of(1, 0, 1) } } });
});

test.each([
  [[2, 2], [0, 1, 1, 1], "t: row 1 must be one-hot, a single 1 and otherwise 0, got 1, 1"],
  [[2, 2, 2], [0, 1, 1, 1, 0, 1, 1, 1], "t: must hold one class per sample, [samples], or one-hot classes"],
])("an array %j of %j is refused", (shape, values, message) => {
  expect(() =>
    arraySamples({
      train: { x: array("x", [2, 1], [1, 2]), t: array("t", shape, values) },
      targets: "classes",
    }),
  ).toThrow(message);
});
