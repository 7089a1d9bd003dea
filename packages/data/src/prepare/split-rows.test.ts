import { philoxStreams } from "@retrograd/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitRows } from "./split-rows.js";
import type { HeldOut, SplitRows } from "./split-table.js";

const streams = philoxStreams(0);
const order = (rows: number) => [...streams.stream("data/split").permutation(rows)];
const split = (rows: number, held: HeldOut) => splitRows({ name: "rows", rows }, held, streams);
const everyRow = ({ train, validation, test: tested }: SplitRows) =>
  [...train, ...validation, ...tested].sort((a, b) => a - b);
const upTo = (rows: number) => Array.from({ length: rows }, (_, row) => row);

/** A table with so many rows of each class, those of a class together. */
const classTable = (sizes: readonly number[]) => {
  const of = sizes.flatMap((size, index) => new Array<number>(size).fill(index));
  return { name: "rows", rows: of.length, classes: { of, names: sizes.map((_, index) => `class ${index}`) } };
};
const perClass = (rows: Int32Array, { classes }: ReturnType<typeof classTable>) =>
  classes.names.map((_, index) => [...rows].filter((row) => classes.of[row] === index).length);

describe("rows follow one permutation", () => {
  test("the first are for the test, the next for validation, the rest for training", () => {
    const { train, validation, test: tested } = split(10, { test: 0.2, validation: 0.3 });
    expect([[...tested], [...validation], [...train]]).toEqual([
      order(10).slice(0, 2),
      order(10).slice(2, 5),
      order(10).slice(5),
    ]);
  });

  test("a validation split and folds leave the test split as it was", () => {
    const { test: alone } = split(50, { test: 0.2 });
    for (const validation of [0.1, { fold: 1, of: 5 }, { fold: 5, of: 5 }]) {
      expect(split(50, { test: 0.2, validation }).test).toEqual(alone);
    }
  });
});

describe("folds", () => {
  test("each row that is not for the test is held in exactly one of them, and trained on in the others", () => {
    const folds = [1, 2, 3, 4].map((fold) => split(23, { test: 0.2, validation: { fold, of: 4 } }));
    const held = folds.flatMap(({ validation }) => [...validation]).sort((a, b) => a - b);
    const notForTest = order(23)
      .slice(5)
      .sort((a, b) => a - b);
    expect(held).toEqual(notForTest);
    expect(folds.map(({ validation }) => validation.length)).toEqual([5, 5, 4, 4]);
    for (const fold of folds) expect(everyRow(fold)).toEqual(upTo(23));
  });

  test("of classes are as even as can be", () => {
    const table = classTable([25, 13, 9]);
    for (const fold of [1, 2, 3, 4]) {
      const held = { test: 0.2, validation: { fold, of: 4 } };
      const { validation } = splitRows(table, held, streams);
      // 20, 10 and 7 are not for the test
      const counts = perClass(validation, table);
      for (const [index, share] of [5, 2.5, 1.75].entries())
        expect(Math.abs(counts[index] - share)).toBeLessThan(1);
    }
  });
});

describe("with classes", () => {
  test("each has its share of every split, rounded up or down, and no row is lost", () => {
    const sizes = fc.array(fc.integer({ min: 20, max: 120 }), { minLength: 1, maxLength: 6 });
    const fraction = fc.double({ min: 0.05, max: 0.45, noNaN: true });
    fc.assert(
      fc.property(sizes, fraction, fraction, (classSizes, tested, validation) => {
        const table = classTable(classSizes);
        const splits = splitRows(table, { test: tested, validation }, streams);
        expect(everyRow(splits)).toEqual(upTo(table.rows));
        const shares = { test: tested, validation, train: 1 - tested - validation };
        for (const part of ["train", "validation", "test"] as const) {
          for (const [index, count] of perClass(splits[part], table).entries()) {
            expect(Math.abs(count - shares[part] * classSizes[index])).toBeLessThan(1 + 1e-9);
          }
        }
      }),
      { seed: 6, numRuns: 60 },
    );
  });

  test("the splits together are as large as without classes", () => {
    const {
      train,
      validation,
      test: tested,
    } = splitRows(classTable([33, 33, 34]), { test: 0.2, validation: 0.1 }, streams);
    expect([train.length, validation.length, tested.length]).toEqual([70, 10, 20]);
  });

  test("rows of a split are not sorted by class", () => {
    const { train } = splitRows(classTable([50, 50]), { test: 0.2 }, streams);
    const halves = perClass(train.subarray(0, 40), classTable([50, 50]));
    expect(Math.min(...halves)).toBeGreaterThan(10);
  });

  test.each([
    [{ test: 0.2 }, [30, 1], 'the class "class 1" a share of the train split: it has 1 sample.'],
    [
      { test: 0.2, validation: 0.2 },
      [2, 30],
      'the class "class 0" a share of the validation split: it has 2 samples.',
    ],
    [
      { test: 0.2, validation: { fold: 5, of: 5 } },
      [30, 5],
      'the class "class 1" a share of each of 5 folds: it has 5 samples.',
    ],
  ])("%o of %o: a class that is too small is refused by name", (held, sizes, message) => {
    expect(() => splitRows(classTable(sizes), held, streams)).toThrow(
      expect.objectContaining({ code: "E_OPTION", message: expect.stringContaining(message) }),
    );
  });
});

test.each([
  [{ test: 0.2, validation: 0 }, '"validation" must be a fraction between 0 and 1, got 0'],
  [{ test: 0.2, validation: 0.8 }, '"validation" and "test" must leave samples to train on: 0.8 and 0.2'],
  [
    { test: 0.2, validation: 0.01 },
    '"validation" must leave samples on both sides: 0.01 of the 10 samples of rows are 0',
  ],
  [{ test: 0.2, validation: 0.79 }, "0.79 of the 10 samples of rows are 8"],
  [
    { test: 0.2, validation: { fold: 1, of: 1 } },
    "must be one of at least 2 folds, such as { fold: 1, of: 5 }",
  ],
  [{ test: 0.2, validation: { fold: 6, of: 5 } }, "got { fold: 6, of: 5 }"],
  [{ test: 0.2, validation: { fold: 9, of: 9 } }, "9 folds need at least as many samples: rows has 8"],
])("%o of ten rows is refused", (held, message) => {
  expect(() => split(10, held)).toThrow(
    expect.objectContaining({ code: "E_OPTION", message: expect.stringContaining(message) }),
  );
});
