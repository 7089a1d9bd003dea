import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readNpy } from "./read-npy.js";

interface Saved {
  readonly file: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}
// NumPy 1.24.2, by fixtures/arrays.py
const fixtures: {
  readonly arrays: Readonly<Record<string, Saved>>;
  readonly refused: Readonly<Record<string, string>>;
} = JSON.parse(readFileSync(new URL("../../fixtures/arrays.json", import.meta.url), "utf8"));

const bytesOf = (base64: string) => Uint8Array.from(Buffer.from(base64, "base64"));

/** An NPY file of version 1 with any header. */
function npyFile(
  header: string,
  elements: readonly number[] = [],
  version: readonly number[] = [1, 0],
): Uint8Array {
  const text = new TextEncoder().encode(header);
  return Uint8Array.of(
    0x93,
    0x4e,
    0x55,
    0x4d,
    0x50,
    0x59,
    ...version,
    text.length & 255,
    text.length >> 8,
    ...text,
    ...elements,
  );
}
const header = (descr: string, shape: string, order = "False") =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`;

describe("reads what NumPy saves", () => {
  test.each(Object.entries(fixtures.arrays))("%s", (_name, { file, shape, values }) => {
    const array = readNpy(bytesOf(file), "a.npy");
    expect(array.shape).toEqual(shape);
    expect([...array.values]).toEqual(values);
  });

  test("bytes stay bytes, small numbers are float32, others float64", () => {
    const holder = (code: string) =>
      readNpy(bytesOf(fixtures.arrays[code]?.file ?? ""), "a.npy").values.constructor;
    expect(["|u1", "|b1", "<i2", "<f2", ">f4", "<i4", "<f8"].map(holder)).toEqual([
      Uint8Array,
      Uint8Array,
      Float32Array,
      Float32Array,
      Float32Array,
      Float64Array,
      Float64Array,
    ]);
  });

  test("headers of versions 2 and 3, and keys in another order", () => {
    const text = "{'shape': (1,), 'fortran_order': False, 'descr': '|u1'}\n";
    const long = [...new TextEncoder().encode(text)];
    for (const version of [2, 3]) {
      const bytes = Uint8Array.of(
        0x93,
        0x4e,
        0x55,
        0x4d,
        0x50,
        0x59,
        version,
        0,
        long.length,
        0,
        0,
        0,
        ...long,
        9,
      );
      expect([...readNpy(bytes, "a.npy").values]).toEqual([9]);
    }
  });
});

describe("refuses a file without an array of numbers", () => {
  test.each(Object.entries(fixtures.refused))("%s", (what, file) => {
    const said =
      { objects: "Python objects", records: "records: save each", bytes: "text", text: "text" }[what] ?? what;
    expect(() => readNpy(bytesOf(file), "a.npy")).toThrow(
      expect.objectContaining({
        code: "E_DATA_FORMAT",
        message: expect.stringMatching(`^a\\.npy: must hold numbers.*got ${said}`),
      }),
    );
  });
});

describe("refuses a file that is wrong, before it allocates", () => {
  test.each([
    ["nothing", new Uint8Array(0), "a.npy: is truncated: 0 bytes do not hold its header"],
    [
      "another format",
      new TextEncoder().encode("PK\x03\x04 and more"),
      "must be an NPY file, got a zip archive",
    ],
    [
      "an unknown version",
      npyFile(header("|u1", "(1,)"), [0], [4, 0]),
      "must be NPY version 1.0, 2.0 or 3.0, got 4.0",
    ],
    ["a header that does not end", npyFile(header("|u1", "(1,)")).subarray(0, 40), "do not hold its header"],
    [
      "a header of 4 GB",
      Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 2, 0, 255, 255, 255, 255, 0),
      "header of at most 10000 bytes",
    ],
    [
      "too few elements",
      npyFile(header("<f8", "(2,)"), [0, 0, 0, 0, 0, 0, 0, 0]),
      "is truncated: its shape [2] of float64 needs",
    ],
    [
      "too many elements",
      npyFile(header("|u1", "(1,)"), [1, 2]),
      "is too long: its shape [1] of uint8 needs",
    ],
    [
      "65536 x 65536 in a few bytes",
      npyFile(header("|u1", "(65536, 65536)")),
      "is truncated: its shape [65536, 65536]",
    ],
    ["axes whose product wraps", npyFile(header("|u1", "(4294967296, 4294967296)"), [1]), "is truncated"],
    ["an empty axis", npyFile(header("|u1", "(0, 3)")), "holds nothing: its shape is [0, 3]"],
    ["a number with a 0 before it", npyFile(header("|u1", "(02,)"), [1, 2]), "is damaged: its header is not"],
    ["a negative axis", npyFile(header("|u1", "(-1,)"), [1]), "is damaged: its header is not"],
    [
      "a number type of no machine",
      npyFile(header("=f8", "(1,)"), new Array(8).fill(0)),
      'an unknown type ("=f8")',
    ],
    [
      "an unknown number type",
      npyFile(header("<f16", "(1,)"), new Array(16).fill(0)),
      'an unknown type ("<f16")',
    ],
    ["the name of a member of objects", npyFile(header("toString", "(1,)"), [1]), "an unknown type"],
    [
      "a key more",
      npyFile("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), 'x': 1}", [1]),
      "is damaged",
    ],
    ["a key less", npyFile("{'descr': '|u1', 'shape': (1,)}", [1]), "is damaged"],
    ["code for a header", npyFile("__import__('os').system('ls')"), "is damaged"],
  ])("%s", (_what, bytes, message) => {
    expect(() => readNpy(bytes, "a.npy")).toThrow(
      expect.objectContaining({ code: "E_DATA_FORMAT", message: expect.stringContaining(message) }),
    );
  });

  test.each([
    [
      "NaN",
      "<f4",
      "(1, 2)",
      [0, 0, 0, 0, 0, 0, 0xc0, 0x7f],
      "a.npy: element [0, 1] must be a finite number, got NaN",
    ],
    ["an infinity", ">f2", "(2,)", [0, 0, 0xfc, 0], "element [1] must be a finite number, got -Infinity"],
    ["a bool of 2", "|b1", "(2,)", [1, 2], "element [1] must be 0 or 1"],
    [
      "2^53 + 1",
      "<u8",
      "(1,)",
      [1, 0, 0, 0, 0, 0, 0x20, 0],
      "element [0] must be a whole number that float64 holds exactly",
    ],
  ])("%s among its elements", (_what, descr, shape, elements, message) => {
    expect(() => readNpy(npyFile(header(descr, shape), elements), "a.npy")).toThrow(message);
  });

  test("an error names the element by its row, in Fortran order too", () => {
    const elements = [...new Uint8Array(Float64Array.of(0, 1, 2, Number.NaN, 4, 5).buffer)];
    expect(() => readNpy(npyFile(header("<f8", "(2, 3)", "True"), elements), "a.npy")).toThrow(
      "element [1, 1]",
    );
  });
});
