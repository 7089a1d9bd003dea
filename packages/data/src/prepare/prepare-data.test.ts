import { philoxStreams } from "@retrograd/core";
import type { Dataset, SampleSet } from "@retrograd/plugin";
import { describe, expect, test } from "vitest";
import { digits } from "../datasets/digits.js";
import { iris } from "../datasets/iris.js";
import { memoryDataFiles } from "../memory-data-files.js";
import { inMemory } from "../stored/in-memory.js";
import { sampleCount } from "../stored/sample-count.js";
import { type PrepareOptions, prepareData } from "./prepare-data.js";

/** Data with a test split made ready. */
function prepareTested(dataset: Dataset, options: PrepareOptions) {
  const { test: held, ...data } = prepareData(dataset, options);
  if (held === undefined) throw new Error("there is no test split");
  return { ...data, test: held };
}

const numbers = (shape: number[], ...values: number[]) => ({ shape, values: Float64Array.from(values) });

/** Ten samples: x = [i, 7], t = i. */
const ten: Dataset = {
  name: "ten",
  targets: "values",
  targetNames: ["y"],
  samples: {
    all: {
      x: numbers([2], ...Array.from({ length: 10 }, (_, i) => [i, 7]).flat()),
      t: numbers([1], 0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    },
  },
  files: [{ name: "ten.csv", sha256: "00" }],
};

const published: Dataset = {
  ...ten,
  maximum: 4,
  samples: {
    train: { x: numbers([1], 1, 3, 3, 5), t: numbers([1], 1, 2, 3, 4) },
    test: { x: numbers([1], 100, 200), t: numbers([1], 5, 6) },
  },
};

const targetsOf = (samples: SampleSet) => [...inMemory(samples).t.values];
const inputsOf = (samples: SampleSet) => [...inMemory(samples).x.values];

test("by default a fifth is held out, by the data's own permutation", () => {
  const { train, test: held } = prepareTested(ten, { scale: "none" });
  const order = [...philoxStreams(0).stream("data/split").permutation(10)];
  expect(targetsOf(held)).toEqual(order.slice(0, 2));
  expect(targetsOf(train)).toEqual(order.slice(2));
});

test("ordered splits are the first, the next and the last samples, each in the order of the data", () => {
  const split = prepareTested(ten, { scale: "none", test: 0.2, validation: 0.3, ordered: true });
  expect(targetsOf(split.train)).toEqual([0, 1, 2, 3, 4]);
  expect(split.validation && targetsOf(split.validation)).toEqual([5, 6, 7]);
  expect(targetsOf(split.test)).toEqual([8, 9]);
  const all = prepareData(ten, { scale: "none", test: 0, ordered: true, limit: 4 });
  expect(targetsOf(all.train)).toEqual([0, 1, 2, 3]);
  const { train, validation } = prepareData(published, { scale: "none", validation: 0.5, ordered: true });
  expect([train, ...(validation ? [validation] : [])].map(targetsOf)).toEqual([
    [1, 2],
    [3, 4],
  ]);
  for (const wrong of [{ stratify: true }, { validation: { fold: 1, of: 2 } }]) {
    expect(() => prepareData(ten, { scale: "none", ordered: true, ...wrong })).toThrow(
      "sampling: streams needs samples in the order of the data",
    );
  }
});

test("inputs go with their targets, and the original stays as it was", () => {
  const { train } = prepareTested(ten, { scale: "none", test: 0.5 });
  expect(targetsOf(train)).toHaveLength(5);
  for (const [i, target] of targetsOf(train).entries()) expect(inputsOf(train)[2 * i]).toBe(target);
  expect(ten.samples).toMatchObject({
    all: { t: { values: Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9) } },
  });
});

test("data with a published split keep it", () => {
  const {
    train,
    test: held,
    inputShape,
    name,
    files,
  } = prepareTested(published, { scale: "none", test: 0.5 });
  expect([targetsOf(train), targetsOf(held)]).toEqual([
    [1, 2, 3, 4],
    [5, 6],
  ]);
  expect({ inputShape, name, files }).toEqual({ inputShape: [1], name: "ten", files: ten.files });
});

test("columns that are never scaled keep their numbers, also with a scaling of all columns", () => {
  const unscaled = [{ start: 1, end: 2 }];
  const standardized = prepareData(ten, { scale: "standardize", unscaled });
  expect([standardized.scaling.offset[1], standardized.scaling.divisor[1]]).toEqual([0, 1]);
  expect(standardized.scaling.divisor[0]).toBeGreaterThan(2);
  const unit = prepareData({ ...ten, maximum: 4 }, { scale: "unit", unscaled });
  expect(unit.scaling).toEqual({ kind: "unit", offset: [0, 0], divisor: [4, 1] });
  expect(prepareData(ten, { scale: "none", unscaled }).scaling).toEqual({
    kind: "none",
    offset: [0],
    divisor: [1],
  });
});

describe("validation", () => {
  test("is held out of unsplit data in addition to the test split", () => {
    const { train, validation, test: held } = prepareTested(ten, { scale: "none", validation: 0.3 });
    expect([sampleCount(train), validation && sampleCount(validation), sampleCount(held)]).toEqual([5, 3, 2]);
  });

  test("is held out of the training samples of data with a published split, whose test stays", () => {
    const prepared = prepareTested(published, { scale: "standardize", validation: 0.25 });
    const { train, validation, test: held, scaling } = prepared;
    expect(targetsOf(held)).toEqual([5, 6]);
    const order = philoxStreams(0).stream("data/split").permutation(4);
    expect([validation && targetsOf(validation), targetsOf(train)]).toEqual([
      [order[0] + 1],
      [...order.subarray(1)].map((row) => row + 1),
    ]);
    // validation samples are scaled, but not looked at
    const trained = inputsOf(train);
    expect(scaling.offset).toEqual([trained.reduce((sum, value) => sum + value, 0) / 3]);
    expect(validation?.x.scaling).toEqual(train.x.scaling);
  });

  test("is limited too", () => {
    const { validation } = prepareTested(ten, { scale: "none", validation: { fold: 1, of: 2 }, limit: 3 });
    expect(validation && targetsOf(validation)).toHaveLength(3);
  });
});

test("stratify gives each class its share", async () => {
  const data = await iris.load({}, memoryDataFiles({}));
  const options = { scale: "none", test: 0.2, validation: 0.1, stratify: true } as const;
  const { train, validation, test: held } = prepareTested(data, options);
  const counts = [train, validation, held].map((samples) =>
    [0, 1, 2].map((index) => samples && targetsOf(samples).filter((target) => target === index).length),
  );
  expect(counts).toEqual([
    [35, 35, 35],
    [5, 5, 5],
    [10, 10, 10],
  ]);
});

test("limit keeps the first samples of each split", () => {
  const { train, test: held } = prepareTested(published, { scale: "none", limit: 3 });
  expect([targetsOf(train), targetsOf(held)]).toEqual([
    [1, 2, 3],
    [5, 6],
  ]);
});

describe("scaling", () => {
  test("none leaves rows without scaling", () => {
    const { train, scaling } = prepareTested(published, { scale: "none" });
    expect(train.x.scaling).toBeUndefined();
    expect(scaling).toEqual({ kind: "none", offset: [0], divisor: [1] });
  });

  test("unit divides by the largest value that the data know", () => {
    const { train, test: held, scaling } = prepareTested(published, { scale: "unit" });
    expect(scaling).toEqual({ kind: "unit", offset: [0], divisor: [4] });
    expect(train.x.scaling).toEqual({ offset: Float64Array.of(0), divisor: Float64Array.of(4) });
    expect(held.x.scaling).toEqual(train.x.scaling);
    expect(train.t.scaling).toBeUndefined();
  });

  test("unit is refused where the data know no largest value, with what to do", () => {
    expect(() => prepareTested(ten, { scale: "unit" })).toThrow(
      expect.objectContaining({
        code: "E_OPTION",
        message: expect.stringContaining("write scale: standardize, or none"),
      }),
    );
  });

  test("standardize takes mean and deviation from the training samples only", () => {
    // 1, 3, 3, 5: mean 3, deviation sqrt((4 + 0 + 0 + 4) / 4)
    const { test: held, scaling } = prepareTested(published, { scale: "standardize" });
    expect(scaling).toEqual({ kind: "standardize", offset: [3], divisor: [Math.SQRT2] });
    expect(held.x.scaling?.offset).toEqual(Float64Array.of(3));
  });

  test("that was fitted before is taken as it is", () => {
    const fitted = { kind: "standardize", offset: [1], divisor: [0.1] } as const;
    const { train, test: held, scaling } = prepareTested(published, { scale: "standardize", fitted });
    expect(scaling).toBe(fitted);
    for (const { x } of [train, held]) {
      expect(x.scaling).toEqual({ offset: Float64Array.of(1), divisor: Float64Array.of(0.1) });
    }
  });

  test("that was fitted to other columns is refused", () => {
    const fitted = { kind: "standardize", offset: [1, 2, 3], divisor: [1, 1, 1] } as const;
    expect(() => prepareTested(ten, { scale: "standardize", fitted })).toThrow(
      "ten: has 2 inputs, but the scaling was fitted to 3",
    );
  });

  test("standardize sees the limited training samples", () => {
    // 1, 3: mean 2, deviation 1
    const { scaling } = prepareTested(published, { scale: "standardize", limit: 2 });
    expect(scaling).toEqual({ kind: "standardize", offset: [2], divisor: [1] });
  });

  test("a constant column gets divisor 1, whatever rounding its mean has", () => {
    const t = numbers([1], 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    const tenths: Dataset = { ...ten, samples: { all: { x: numbers([1], ...new Array(10).fill(0.1)), t } } };
    const { scaling } = prepareTested(tenths, { scale: "standardize" });
    expect(scaling).toEqual({ kind: "standardize", offset: [0.1], divisor: [1] });
  });

  test.each([
    [[1e300, -1e300, 0], "the squares of its numbers overflow; divide its numbers, or leave the column out"],
    [
      [1e-200, 2e-200, 0],
      "the squares of its differences underflow to 0; multiply its numbers, or leave the column out",
    ],
    [[1, Number.NaN, 0], "it has NaN or infinite numbers"],
    [[1, Infinity, 0], "it has NaN or infinite numbers"],
  ])("%j is refused, by the column's name where there is one", (values, reason) => {
    const samples = { all: { x: numbers([1], ...values), t: numbers([1], 1, 2, 3) } };
    const prepare = (names: Pick<Dataset, "inputNames">) => () =>
      prepareTested({ ...published, ...names, samples }, { scale: "standardize", test: 0.3 });
    expect(prepare({})).toThrow(`input 0 cannot be standardized: ${reason}`);
    expect(prepare({ inputNames: ["height"] })).toThrow(`column "height" cannot be standardized: ${reason}`);
  });
});

test("bytes stay bytes", async () => {
  const data = await digits.load({}, memoryDataFiles({}));
  const { train, test: held, scaling, inputNames } = prepareTested(data, { scale: "unit", limit: 1000 });
  expect(inMemory(train).x.values).toBeInstanceOf(Uint8Array);
  expect([sampleCount(train), sampleCount(held), sampleCount(train)]).toEqual([1000, 359, 1000]);
  expect(scaling.divisor).toEqual([16]);
  expect(inputNames).toBeUndefined();
});

test("the held-out part of iris, which is sorted by class, has all classes", async () => {
  const data = await iris.load({}, memoryDataFiles({}));
  const { test: held } = prepareTested(data, { scale: "standardize" });
  expect(targetsOf(held)).toHaveLength(30);
  expect(new Set(targetsOf(held))).toEqual(new Set([0, 1, 2]));
});

describe("wrong options are refused", () => {
  test.each([
    [{ test: -0.5 }, '"test" must be a fraction between 0 and 1, got -0.5'],
    [{ test: 1 }, "got 1"],
    [{ test: Number.NaN }, "got NaN"],
    [{ test: 0.01 }, '"test" must leave samples on both sides: 0.01 of the 10 samples of ten are 0'],
    [{ stratify: true }, '"stratify" gives classes their share of every split, but ten has values'],
    [{ limit: 0 }, '"limit" must be a positive whole number, got 0'],
    [{ limit: 1.5 }, "got 1.5"],
  ])("%o", (options, message) => {
    expect(() => prepareTested(ten, { scale: "none", ...options })).toThrow(
      expect.objectContaining({ code: "E_OPTION", message: expect.stringContaining(message) }),
    );
  });
});

test("a data set with fewer targets than inputs is refused", () => {
  const wrong: Dataset = { ...ten, samples: { all: { x: numbers([1], 1, 2), t: numbers([1], 1) } } };
  expect(() => prepareTested(wrong, { scale: "none" })).toThrow(
    "ten: must have a target for every input, got 2 inputs and 1 targets",
  );
});

test("a data set whose splits have different shapes is refused", () => {
  const wrong: Dataset = {
    ...ten,
    samples: {
      train: { x: numbers([2], 1, 2), t: numbers([1], 1) },
      test: { x: numbers([1], 1), t: numbers([1], 1) },
    },
  };
  expect(() => prepareTested(wrong, { scale: "none" })).toThrow("have different shapes");
});

test("test: 0 leaves all samples to train with, and no test split", () => {
  const whole = prepareData(ten, { scale: "none", test: 0 });
  expect(whole).not.toHaveProperty("test");
  expect(targetsOf(whole.train).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const validated = prepareData(ten, { scale: "none", test: 0, validation: 0.3 });
  expect([sampleCount(validated.train), validated.validation && sampleCount(validated.validation)]).toEqual([
    7, 3,
  ]);
  expect(prepareData(published, { scale: "none", test: 0 })).not.toHaveProperty("test");
});
