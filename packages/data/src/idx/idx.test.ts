import { createRegistry, resolveOrThrow } from "@retrograd/plugin";
import { describe, expect, test } from "vitest";
import { builtinData } from "../builtin-data.js";
import { memoryDataFiles } from "../memory-data-files.js";
import { idx } from "./idx.js";

const images = (count: number, rows: number) =>
  Uint8Array.of(
    0,
    0,
    8,
    3,
    0,
    0,
    0,
    count,
    0,
    0,
    0,
    rows,
    0,
    0,
    0,
    2,
    ...new Array(count * rows * 2).fill(7),
  );
const labels = (...classes: number[]) => Uint8Array.of(0, 0, 8, 1, 0, 0, 0, classes.length, ...classes);

const files = memoryDataFiles({
  "x.idx": images(3, 2),
  "t.idx": labels(0, 2, 1),
  "x2.idx": images(1, 2),
  "t2.idx": labels(2),
  "t3.idx": labels(3),
  "tall.idx": images(1, 3),
});
const train = { trainImages: "x.idx", trainLabels: "t.idx" };

test("images become rows of one axis, labels class indices, and all is one split without test files", async () => {
  const data = await idx.load(train, files);
  expect(data.samples).toEqual({
    all: {
      x: { shape: [4], values: new Uint8Array(12).fill(7) },
      t: { shape: [], values: Uint8Array.of(0, 2, 1) },
    },
  });
  expect(data.targetNames).toEqual(["0", "1", "2"]);
  expect(data.maximum).toBe(255);
  expect(data.files.map(({ name }) => name)).toEqual(["x.idx", "t.idx"]);
});

test("test files make the test split", async () => {
  const data = await idx.load({ ...train, testImages: "x2.idx", testLabels: "t2.idx" }, files);
  expect(data.samples).toMatchObject({ test: { t: { values: Uint8Array.of(2) } } });
  expect(data.files).toHaveLength(4);
});

describe("files that do not belong together are refused", () => {
  test.each([
    [
      { ...train, trainLabels: "t2.idx" },
      "t2.idx: must hold a label for each of the 3 images of x.idx, got 1",
    ],
    [{ ...train, trainLabels: "x.idx" }, "x.idx: must hold labels [samples], got [3, 2, 2]: images?"],
    [
      { ...train, trainImages: "t.idx" },
      "t.idx: must hold images [samples, rows, columns], got [3]: labels?",
    ],
    [
      { ...train, testImages: "x2.idx", testLabels: "t3.idx" },
      "t3.idx: label 0 must be a class from 0 to 2, got 3",
    ],
    [
      { ...train, testImages: "tall.idx", testLabels: "t2.idx" },
      "tall.idx: images must be [2, 2] like those of the training files, got [3, 2]",
    ],
  ])("%o", async (options, message) => {
    await expect(idx.load(options, files)).rejects.toMatchObject({ code: "E_DATA_FORMAT", message });
  });
});

describe("options", () => {
  const registry = createRegistry(builtinData);
  test.each([
    [{ trainImages: "x.idx" }, '"trainLabels" is missing: it must be the path of an IDX file'],
    [{ ...train, trainImages: 3 }, '"trainImages" must be the path of an IDX file, got 3'],
    [
      { ...train, testImages: "x2.idx" },
      '"testLabels" is missing: it must be set together with "testImages"',
    ],
    [
      { ...train, testLabels: "t2.idx" },
      '"testImages" is missing: it must be set together with "testLabels"',
    ],
  ])("%o", (options, message) => {
    expect(() => resolveOrThrow(registry, "datasets", { idx: options })).toThrow(message);
  });
});
