import { type PreparedData, prepareData } from "@retrograd/data";
import type { Dataset } from "@retrograd/plugin";
import { describe, expect, test } from "vitest";
import { warnOfClasses } from "./class-labels.js";
import { explainOtherTargets, explainTooManyClasses } from "./target-mismatch.js";

const samplesOf = (labels: readonly number[], width = 0) => ({
  x: { shape: [1], values: Float64Array.from(labels.keys()) },
  t: { shape: width === 0 ? [] : [width], values: Float64Array.from(labels) },
});
const dataset = (targetNames: readonly string[], samples: Dataset["samples"]): Dataset => ({
  name: "d",
  targets: "classes",
  targetNames,
  samples,
  files: [],
});

/** Classes of a published split. */
const split = (names: readonly string[], train: readonly number[], test: readonly number[]) =>
  dataset(names, { train: samplesOf(train), test: samplesOf(test) });

function warnings(data: Dataset, limit?: number): readonly string[] {
  const said: string[] = [];
  const options = limit === undefined ? {} : { limit };
  warnOfClasses(prepareData(data, { scale: "none", ...options }), options, (text) => said.push(text));
  return said;
}

test("a limit that leaves classes of a sorted split without training samples names them", () => {
  const sorted = split(["ant", "bee", "cat"], [0, 0, 0, 1, 1, 1, 2, 2, 2], [0, 1, 2]);
  expect(warnings(sorted, 3)).toEqual([
    'warning: no training sample of d is of the classes "bee", "cat"; data.limit keeps the first 3 samples of each split: raise it, or shuffle a file that is sorted',
  ]);
  expect(warnings(sorted, 4)[0]).toContain('is of the class "cat"; data.limit keeps the first 4');
  expect(warnings(sorted, 7)).toEqual([]);
  expect(warnings(sorted)).toEqual([]);
});

test("so does a split of which the test part alone has a class", () => {
  expect(warnings(split(["ant", "bee", "cat"], [0, 2, 0], [0, 1]))).toEqual([
    'warning: no training sample of d is of the class "bee"; other splits have them: data.stratify: true gives each class its share of every split that is made here',
  ]);
});

test("a split that is made here and has one sample of a class names it where the test takes it", () => {
  const names = Array.from({ length: 20 }, (_, label) => `class ${label}`);
  const [warning = ""] = warnings(dataset(names, { all: samplesOf([...names.keys()]) }));
  expect(warning).toMatch(
    /^warning: no training sample of d is of the classes ("class \d+"(, )?){4}; other splits/,
  );
});

test("many names are cut after ten", () => {
  const names = Array.from({ length: 13 }, (_, label) => `n${label}`);
  expect(warnings(split(names, [0], [0, 1]))[0]).toContain('"n10" and 2 more');
});

test("labels from 1 are reported where classes are numbers from 0", () => {
  expect(warnings(split(["0", "1", "2"], [1, 2, 1], [2]))).toEqual([
    'warning: no training sample of d is of the class "0"; its labels go from 1 to 2 and classes from 0, so that no sample is of the class "0": subtract 1 from the labels',
  ]);
});

test.each(["?", "NA", "n/a", "NaN", "null", "-"])(
  "a class named %s may be a label that is missing",
  (name) => {
    expect(warnings(split(["no", name, "yes"], [0, 1, 2], [0]))).toEqual([
      `warning: d has the class "${name}": if that marks a missing label, leave those samples out`,
    ]);
  },
);

describe("a loss that does not fit the targets", () => {
  const classes = (names: readonly string[], labels: readonly number[]): PreparedData =>
    prepareData(split(names, labels, labels), { scale: "none" });
  const values = (width: number, numbers: readonly number[]): PreparedData => {
    const samples = {
      x: samplesOf(Array.from({ length: numbers.length / width }, () => 0)).x,
      t: samplesOf(numbers, width).t,
    };
    return prepareData(
      { ...dataset(["a"], { train: samples, test: samples }), targets: "values" },
      { scale: "none" },
    );
  };

  test.each<[string, PreparedData, string]>([
    ["one-hot", values(3, [0, 0, 1, 1, 0, 0]), "one-hot: write targets: classes"],
    ["whole numbers", values(1, [1, 2, 0]), "or write targets: classes where the data set has that option"],
    [
      "fractions",
      values(1, [1.5, 2, 0]),
      "values that cannot be classes: end with a loss such as IdentityWithLoss",
    ],
    ["several values", values(2, [1, 1, 0, 1]), "values that cannot be classes"],
    ["number classes", classes(["1", "2"], [0, 1]), "or write targets: values where"],
  ])("%s", (_what, data, message) => {
    expect(explainOtherTargets("Loss1", data)).toContain(message);
  });

  test("classes that are text are not called values", () => {
    expect(explainOtherTargets("Loss1", classes(["no", "yes"], [0, 1]))).toBe(
      "Loss1 learns values, but the targets of d are classes: end with a loss such as SoftmaxWithLoss",
    );
  });

  test.each<[string, number, PreparedData, string]>([
    [
      "names them",
      2,
      classes(["?", "no", "yes"], [0, 1, 2]),
      'has 3 ("?", "no", "yes"): give the layer before it 3 units, or leave out',
    ],
    [
      "labels from 1",
      3,
      classes(["0", "1", "2", "3"], [1, 2, 3]),
      "its labels go from 1 to 3 and classes from 0",
    ],
    [
      "hundreds of numbers",
      2,
      classes(
        Array.from({ length: 300 }, (_, index) => String(index * 7)),
        Array.from({ length: 300 }, (_, index) => index),
      ),
      "or write targets: values to learn the number itself",
    ],
  ])("too few outputs: %s", (_what, outputs, data, message) => {
    expect(explainTooManyClasses("Loss1", outputs, data)).toContain(message);
  });

  test("labels from 1 do not ask for another unit", () => {
    expect(explainTooManyClasses("Loss1", 3, classes(["0", "1", "2", "3"], [1, 2, 3]))).not.toContain("unit");
  });
});
