import { rowCount } from "@retrograd/core";
import type { Dataset, DatasetDefinition, Samples } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { memoryDataFiles } from "../memory-data-files.js";
import { breastCancer } from "./breast-cancer.js";
import { diabetes } from "./diabetes.js";
import { digits } from "./digits.js";
import { iris } from "./iris.js";
import { wine } from "./wine.js";

const noFiles = memoryDataFiles({});

const load = (definition: DatasetDefinition<Record<string, never>>) => definition.load({}, noFiles);

function allOf({ samples }: Dataset): Samples {
  if (!("all" in samples)) throw new Error("expected data without splits");
  return samples.all;
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

// counts as published by the UCI Machine Learning Repository
test.each([
  { definition: digits, inputs: 64, counts: [178, 182, 177, 183, 181, 182, 181, 179, 174, 180] },
  { definition: iris, inputs: 4, counts: [50, 50, 50] },
  { definition: wine, inputs: 13, counts: [59, 71, 48] },
  { definition: breastCancer, inputs: 30, counts: [212, 357] },
])("$definition.type has the published number of samples in each class", async ({ definition, ...known }) => {
  const data = await load(definition);
  const { x, t } = allOf(data);
  const counts = data.targetNames.map((_, label) => [...t.values].filter((value) => value === label).length);
  expect(counts).toEqual(known.counts);
  expect(x.shape).toEqual([known.inputs]);
  expect(t.shape).toEqual([]);
  expect(rowCount(x)).toBe(rowCount(t));
  expect(data.name).toBe(definition.type);
  expect(data.targets).toBe("classes");
});

test("digits are bytes from 0 to 16, as the file of UCI has them", async () => {
  const data = await load(digits);
  const { x, t } = allOf(data);
  expect(x.values).toBeInstanceOf(Uint8Array);
  expect(Math.max(...x.values)).toBe(16);
  expect(data.maximum).toBe(16);
  // the first line of optdigits.tes
  expect([...x.values.subarray(0, 16)]).toEqual([0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0]);
  expect(t.values[0]).toBe(0);
  // sum of all pixels, by scikit-learn 1.2.1 and NumPy 1.24
  expect(sumOf(x.values)).toBe(561718);
});

// sums of all inputs by scikit-learn 1.2.1 and NumPy 1.24
test.each([
  { definition: iris, sum: 2078.7, first: [5.1, 3.5, 1.4, 0.2] },
  { definition: wine, sum: 159975.296, first: [14.23, 1.71, 2.43] },
  { definition: breastCancer, sum: 1056474.46, first: [17.99, 10.38, 122.8] },
  { definition: diabetes, sum: 276404.23, first: [59, 2, 32.1, 101, 157, 93.2, 38, 4, 4.8598, 87] },
])(
  "$definition.type has the published numbers and a name for each input",
  async ({ definition, sum, first }) => {
    const data = await load(definition);
    const { x } = allOf(data);
    expect([...x.values.subarray(0, first.length)]).toEqual(first);
    expect(sumOf(x.values)).toBeCloseTo(sum, 1);
    expect(data.inputNames).toHaveLength(x.shape[0]);
    expect(new Set(data.inputNames).size).toBe(x.shape[0]);
  },
);

test("diabetes has one value a sample, with mean 152.133", async () => {
  const data = await load(diabetes);
  const { x, t } = allOf(data);
  expect(data.targets).toBe("values");
  expect(data.targetNames).toEqual(["progression"]);
  expect([x.shape, t.shape]).toEqual([[10], [1]]);
  expect(t.values).toHaveLength(442);
  const mean = sumOf(t.values) / 442;
  expect(mean).toBeCloseTo(152.133, 3);
  expect([t.values[0], Math.min(...t.values), Math.max(...t.values)]).toEqual([151, 25, 346]);
});

test("the record of a data set that ships has the sha256 of its text", async () => {
  // sha256sum of the 150 lines between the quotes of embedded/iris.ts
  expect((await load(iris)).files).toEqual([
    {
      name: "@retrograd/data: iris",
      sha256: "39f03d68cb1774ba478c11b2b26b881e069926d92a320f3e87be64f1567aa139",
    },
  ]);
});
