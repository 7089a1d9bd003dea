import { readFileSync } from "node:fs";
import { createRegistry, resolveOrThrow } from "@retrograd/plugin";
import { describe, expect, test } from "vitest";
import { builtinData } from "../builtin-data.js";
import { memoryDataFiles } from "../memory-data-files.js";

// parquet-wasm 0.8.0, by fixtures/tables.mjs
const fixtures: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL("../../fixtures/tables.json", import.meta.url), "utf8"),
);
const fileOf = (name: string) => Uint8Array.from(Buffer.from(fixtures[name] ?? "", "base64"));
const registry = createRegistry(builtinData);
const columns = ["length", "width", "count", "total", "wild"];

function load(bytes: Uint8Array, options: Readonly<Record<string, unknown>> = { target: "kind", columns }) {
  const { definition, options: checked } = resolveOrThrow(registry, "datasets", {
    parquet: { path: "d.parquet", ...options },
  });
  return definition.load(checked, memoryDataFiles({ "d.parquet": bytes }));
}

const rows = Array.from({ length: 12 }, (_, row) => [
  row / 4 - 1,
  row / 2,
  row - 5,
  row * 1000,
  row % 3 === 0 ? 1 : 0,
]);

test.each(Object.keys(fixtures))("reads a file of %s", async (name) => {
  expect(await load(fileOf(name))).toMatchObject({
    name: "d.parquet",
    targets: "classes",
    targetNames: ["setosa", "virginica"],
    inputNames: columns,
    samples: {
      all: {
        x: { shape: [5], values: Float64Array.from(rows.flat()) },
        t: { shape: [], values: Float64Array.from(rows, (_, row) => row % 2) },
      },
    },
  });
});

test("columns may come in any order, be categories or values to learn", async () => {
  const data = await load(fileOf("snappy"), {
    target: ["total", "length"],
    columns: ["kind", "count"],
    categories: ["kind"],
  });
  expect(data).toMatchObject({ targets: "values", targetNames: ["total", "length"] });
  expect(data.inputNames).toEqual(["kind=setosa", "kind=virginica", "count"]);
  expect(data.samples).toMatchObject({ all: { x: { shape: [3] }, t: { shape: [2] } } });
  expect("all" in data.samples && [...data.samples.all.x.values.subarray(0, 6)]).toEqual([
    1, 0, -5, 0, 1, -4,
  ]);
});

describe("a wrong file is an error with file, row and column", () => {
  test.each([
    [
      "a missing value",
      "groups of 5 rows",
      { target: "kind", columns: ["missing"] },
      'd.parquet, row 8: column "missing" must be a number, got null',
    ],
    [
      "text for a number",
      "zstd",
      { target: "count", columns: ["kind"] },
      'd.parquet, row 1: column "kind" must be a number, got "setosa"',
    ],
    [
      "a list",
      "plain",
      { target: "kind", columns: ["list"] },
      'd.parquet: column "list": holds lists or records',
    ],
    [
      "fractions for classes",
      "plain",
      { target: "length", columns: ["count"] },
      'row 2: column "length" must be a class, text or a whole number, got -0.75',
    ],
    [
      "an unknown column",
      "plain",
      { target: "sort" },
      'd.parquet: there is no column "sort". Known: length, width, count, total, wild',
    ],
  ])("%s", async (_what, name, options, message) => {
    await expect(load(fileOf(name), options)).rejects.toMatchObject({
      code: "E_DATA_FORMAT",
      message: expect.stringContaining(message),
    });
  });

  test("programs get the place as data", async () => {
    await expect(load(fileOf("plain"), { target: "kind", columns: ["missing"] })).rejects.toMatchObject({
      data: { file: "d.parquet", row: 8, column: "missing" },
    });
  });
});

describe("a damaged file is refused", () => {
  const plain = fileOf("plain");
  test.each([
    ["nothing", new Uint8Array(0), "is not a Parquet file"],
    [
      "another format",
      new TextEncoder().encode("length,kind\n1,a\n"),
      'must be a Parquet file, got a table of text: read it with "csv"',
    ],
    ["a file cut off", plain.subarray(0, -1), "is truncated or damaged: its footer cannot be read"],
    [
      "a footer longer than the file",
      Uint8Array.from([...plain.subarray(0, -8), 255, 255, 255, 127, ...plain.subarray(-4)]),
      "its footer cannot be read",
    ],
  ])("%s", async (_what, bytes, message) => {
    await expect(load(bytes)).rejects.toMatchObject({
      code: "E_DATA_FORMAT",
      message: expect.stringContaining(message),
    });
  });

  test("any bit of a page that has a CRC", async () => {
    const file = fileOf("crc");
    const whole = await load(file);
    const footer = file.length - 8 - new DataView(file.buffer).getUint32(file.length - 8, true);
    const accepted: number[] = [];
    for (let index = 4; index < footer; index++) {
      const flipped = Uint8Array.from(file);
      flipped[index] = (flipped[index] ?? 0) ^ (1 << (index % 8));
      const data = await load(flipped).catch((error) => {
        expect(error).toMatchObject({ code: "E_DATA_FORMAT" });
        return undefined;
      });
      if (data !== undefined && JSON.stringify(data.samples) !== JSON.stringify(whole.samples))
        accepted.push(index);
    }
    expect(accepted).toEqual([]);
  });
});
