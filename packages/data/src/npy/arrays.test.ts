import { readFileSync } from "node:fs";
import { createRegistry, resolveOrThrow } from "@retrograd/plugin";
import { describe, expect, test } from "vitest";
import { builtinData } from "../builtin-data.js";
import { memoryDataFiles } from "../memory-data-files.js";

// NumPy 1.24.2, by fixtures/arrays.py
const { archives } = JSON.parse(readFileSync(new URL("../../fixtures/arrays.json", import.meta.url), "utf8"));
const stored = Uint8Array.from(Buffer.from(archives.stored, "base64"));
const deflated = Uint8Array.from(Buffer.from(archives.deflated, "base64"));
const registry = createRegistry(builtinData);

/** An NPY file of bytes or of float64. */
function npyFile(shape: readonly number[], elements: Uint8Array | Float64Array): Uint8Array {
  const descr = elements instanceof Uint8Array ? "|u1" : "<f8";
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.map((axis) => `${axis},`).join("")})}`;
  const start = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length, 0, ...new TextEncoder().encode(text)];
  return Uint8Array.from([
    ...start,
    ...new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength),
  ]);
}

const files = memoryDataFiles({
  "stored.npz": stored,
  "deflated.npz": deflated,
  "x.npy": npyFile([3, 2], Uint8Array.of(1, 2, 3, 4, 5, 6)),
  "t.npy": npyFile([3], Uint8Array.of(0, 2, 1)),
  "short.npy": npyFile([2], Uint8Array.of(0, 1)),
  "floats.npy": npyFile([3], Float64Array.of(0, 1, 2)),
  "halves.npy": npyFile([3], Float64Array.of(0, 0.5, 1)),
  "pairs.npy": npyFile([3, 2], Float64Array.of(1, 2, 3, 4, 5, 6)),
  "fractions.npy": npyFile([3, 2], Float64Array.of(1, -1, 0, 2, 0, 0.5)),
  "cube.npy": npyFile([3, 1, 2], Float64Array.of(1, 2, 3, 4, 5, 6)),
  "wide.npy": npyFile([1, 3], Uint8Array.of(7, 8, 9)),
  "new.npy": npyFile([1, 2], Uint8Array.of(7, 8)),
  "one.npy": npyFile([1], Uint8Array.of(2)),
  "three.npy": npyFile([1], Uint8Array.of(3)),
  "number.npy": npyFile([], Uint8Array.of(3)),
});

function load(entry: Readonly<Record<string, unknown>>) {
  const { definition, options } = resolveOrThrow(registry, "datasets", entry);
  return definition.load(options, files);
}

test.each(["stored.npz", "deflated.npz"])("%s gives the arrays by their names", async (path) => {
  const data = await load({ npz: { path, x: "x", t: "t" } });
  expect(data).toMatchObject({
    name: path,
    targets: "classes",
    targetNames: ["0", "1"],
    maximum: 255,
    samples: {
      all: {
        x: { shape: [4], values: Uint8Array.from({ length: 12 }, (_, index) => index) },
        t: { shape: [], values: Float64Array.of(0, 1, 1) },
      },
    },
    files: [{ name: path }],
  });
});

test("arrays of their own files, and those to test with", async () => {
  const data = await load({ npy: { x: "x.npy", t: "t.npy", testX: "new.npy", testT: "one.npy" } });
  expect(data).toMatchObject({
    name: "x.npy",
    targetNames: ["0", "1", "2"],
    samples: {
      train: { x: { shape: [2] }, t: { shape: [], values: Uint8Array.of(0, 2, 1) } },
      test: { x: { values: Uint8Array.of(7, 8) }, t: { values: Uint8Array.of(2) } },
    },
  });
  expect(data.files.map(({ name }) => name)).toEqual(["x.npy", "t.npy", "new.npy", "one.npy"]);
});

test("arrays of several inputs are put in one row, in the order of their names", async () => {
  const npz = await load({ npz: { path: "stored.npz", x: { a: "x", b: "t" }, t: "t" } });
  expect(npz.inputs).toEqual([
    { name: "a", size: 4 },
    { name: "b", size: 1 },
  ]);
  expect(npz.maximum).toBeUndefined();
  expect(npz.samples).toMatchObject({
    all: { x: { shape: [5], values: Float64Array.of(0, 1, 2, 3, 0, 4, 5, 6, 7, 1, 8, 9, 10, 11, 1) } },
  });
  const npy = await load({
    npy: {
      x: { bytes: "x.npy", cube: "cube.npy" },
      t: "t.npy",
      testX: { bytes: "new.npy", cube: "new.npy" },
      testT: "one.npy",
    },
  });
  expect(npy).toMatchObject({
    name: "x.npy, cube.npy",
    inputs: [
      { name: "bytes", size: 2 },
      { name: "cube", size: 2 },
    ],
    samples: {
      train: { x: { values: Float64Array.of(1, 2, 1, 2, 3, 4, 3, 4, 5, 6, 5, 6) } },
      test: { x: { values: Uint8Array.of(7, 8, 7, 8) } },
    },
  });
  expect(npy.files.map(({ name }) => name)).toEqual([
    "x.npy",
    "cube.npy",
    "t.npy",
    "new.npy",
    "new.npy",
    "one.npy",
  ]);
});

test.each([
  ["floats.npy", undefined, "values", [1]],
  ["floats.npy", "classes", "classes", []],
  ["t.npy", "values", "values", [1]],
  ["pairs.npy", undefined, "values", [2]],
  ["pairs.npy", "sequences", "classes", [2]],
  ["cube.npy", "sequences", "classes", [1, 2]],
])("the targets of %s, with the option %s, are %s", async (t, targets, found, shape) => {
  const data = await load({ npy: { x: "x.npy", t, ...(targets && { targets }) } });
  expect(data).toMatchObject({ targets: found, samples: { all: { t: { shape } } } });
});

describe("refuses what does not belong together", () => {
  const train = { x: "x.npy", t: "t.npy" };
  test.each([
    [
      { npy: { ...train, t: "short.npy" } },
      "short.npy: must hold a target for each of the 3 inputs of x.npy, got 2",
    ],
    [
      { npy: { ...train, t: "number.npy" } },
      "number.npy: must hold a target for each of the 3 inputs of x.npy, got a single number",
    ],
    [
      { npy: { ...train, x: "number.npy" } },
      "number.npy: must hold inputs [samples, ...], got a single number",
    ],
    [{ npy: { ...train, t: "cube.npy" } }, "cube.npy: must hold targets [samples, values], got [3, 1, 2]"],
    [
      { npy: { ...train, t: "pairs.npy", targets: "classes" } },
      "pairs.npy: row 0 must be one-hot, a single 1 and otherwise 0",
    ],
    [
      { npy: { ...train, t: "t.npy", targets: "sequences" } },
      "t.npy: must hold a class for each step, [samples, ...steps], got [3]",
    ],
    [
      { npy: { ...train, t: "fractions.npy", targets: "sequences" } },
      "fractions.npy: step 1 of sample 2 must be a whole number below 65536, got 0.5",
    ],
    [
      { npy: { ...train, t: "halves.npy", targets: "classes" } },
      "halves.npy: label 1 must be a class from 0 to 65535, got 0.5: write targets: values",
    ],
    [
      { npy: { ...train, testX: "wide.npy", testT: "one.npy" } },
      "wide.npy: rows must be [2] like those of x.npy, got [3]",
    ],
    [
      { npy: { ...train, testX: "new.npy", testT: "three.npy" } },
      "three.npy: label 0 must be a class from 0 to 2 like those of t.npy, got 3",
    ],
    [
      { npy: { ...train, x: { a: "x.npy", b: "short.npy" } } },
      "short.npy: must hold as many samples as x.npy, 3, got 2",
    ],
    [
      {
        npy: {
          x: { a: "x.npy", b: "t.npy" },
          t: "t.npy",
          testX: { a: "one.npy", b: "new.npy" },
          testT: "one.npy",
        },
      },
      "one.npy: the input a must have 2 numbers as in training, got 1",
    ],
    [{ npz: { path: "stored.npz", x: "x", t: "y" } }, 'stored.npz: there is no array "y". Known: x, t'],
  ])("%o", async (entry, message) => {
    await expect(load(entry)).rejects.toMatchObject({
      code: "E_DATA_FORMAT",
      message: expect.stringContaining(message),
    });
  });

  test.each([
    [{ npy: { ...train, testX: "new.npy" } }, '"testT" is missing: it must be set together with "testX"'],
    [
      { npy: { x: { a: "x.npy" }, t: "t.npy", testX: { b: "new.npy" }, testT: "one.npy" } },
      '"testX" must have the inputs of x in its order: a',
    ],
    [
      { npy: { x: "x.npy", t: "t.npy", testX: { b: "new.npy" }, testT: "one.npy" } },
      '"testX" must have one array, as x',
    ],
    [{ npy: { x: {}, t: "t.npy" } }, '"x" must have an input'],
    [{ npy: { x: "x.npy" } }, '"t" is missing: it must be the path of an NPY file'],
    [{ npz: { x: "x", t: "t" } }, '"path" is missing'],
  ])("%o", (entry, message) => {
    expect(() => load(entry)).toThrow(
      expect.objectContaining({ code: "E_OPTION", message: expect.stringContaining(message) }),
    );
  });
});
