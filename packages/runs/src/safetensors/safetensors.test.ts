import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeSafetensors, encodeSafetensors, type NamedArray } from "./safetensors.js";

const arrays: readonly NamedArray[] = [
  { name: "Affine1.W", shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) },
  { name: "Affine1.b", shape: [3], values: Float64Array.of(Number.NaN, -0, Infinity) },
  { name: "empty", shape: [0, 4], values: new Float32Array(0) },
];
const file = encodeSafetensors(arrays, { format: "retrograd" });

test("decoding returns the encoded arrays, bit for bit", () => {
  expect(decodeSafetensors(file, "m")).toEqual(arrays);
});

test("the layout is that of the format", () => {
  const length = Number(new DataView(file.buffer).getBigUint64(0, true));
  expect(length % 8).toBe(0);
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
  expect(header).toEqual({
    __metadata__: { format: "retrograd" },
    "Affine1.W": { dtype: "F32", shape: [2, 3], data_offsets: [0, 24] },
    "Affine1.b": { dtype: "F64", shape: [3], data_offsets: [24, 48] },
    empty: { dtype: "F32", shape: [0, 4], data_offsets: [48, 48] },
  });
  expect(file.length).toBe(8 + length + 48);
  expect(new DataView(file.buffer).getFloat32(8 + length + 4, true)).toBe(2);
});

test("decoding returns any encoded arrays", () => {
  const values = fc.oneof(fc.float32Array({ maxLength: 20 }), fc.float64Array({ maxLength: 20 }));
  const uniqueArrays = fc.uniqueArray(
    fc.record({ name: fc.stringMatching(/^[A-Z][a-z]{1,8}\.[a-zA-Z]$/), values }),
    {
      selector: ({ name }) => name,
    },
  );
  fc.assert(
    fc.property(uniqueArrays, (list) => {
      const shaped = list.map((array) => ({ ...array, shape: [array.values.length] }));
      expect(decodeSafetensors(encodeSafetensors(shaped), "m")).toEqual(shaped);
    }),
  );
});

function withHeader(header: unknown, data = 0): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}
const entry = { dtype: "F32", shape: [2], data_offsets: [0, 8] };

describe("an invalid file is refused with its name", () => {
  test.each([
    ["nothing", new Uint8Array(0), "a file of 0 bytes is too short for a header"],
    [
      "a header longer than the file",
      withHeader("{}").subarray(0, 9),
      "the header claims 2 bytes, the file has 1",
    ],
    ["no JSON", withHeader("{"), "the header is not that of a file"],
    ["another dtype", withHeader({ a: { ...entry, dtype: "BF16" } }, 4), "the header is not that of a file"],
    [
      "a name that stands there twice",
      withHeader(
        `{"a":${JSON.stringify(entry)},"b{\\"":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}, "a" : ${JSON.stringify(entry)}}`,
        8,
      ),
      'the header names "a" twice',
    ],
    [
      "metadata that is not text",
      withHeader({ __metadata__: { step: 3 }, a: entry }, 8),
      "the header is not that of a file",
    ],
    ["a negative axis", withHeader({ a: { ...entry, shape: [-2] } }, 8), "the header is not that of a file"],
    [
      "a hole",
      withHeader({ a: { ...entry, data_offsets: [4, 12] } }, 12),
      "a must take bytes 0 to 8, got 4 to 12",
    ],
    [
      "an overlap",
      withHeader({ a: entry, b: { ...entry, data_offsets: [4, 12] } }, 12),
      "b must take bytes 8 to 16",
    ],
    [
      "a shape of another size",
      withHeader({ a: { ...entry, shape: [3] } }, 8),
      "a must take bytes 0 to 12, got 0 to 8",
    ],
    ["missing numbers", withHeader({ a: entry }, 4), "the arrays take 8 bytes, the file has 4"],
    ["too many numbers", withHeader({ a: entry }, 9), "the arrays take 8 bytes, the file has 9"],
    [
      "a huge claim",
      withHeader({ a: { ...entry, shape: [65536, 65536] } }, 8),
      "a must take bytes 0 to 17179869184",
    ],
  ])("%s", (_name, bytes, message) => {
    expect(() => decodeSafetensors(bytes, "runs/a/model.safetensors")).toThrow(message);
    expect(() => decodeSafetensors(bytes, "runs/a/model.safetensors")).toThrow("runs/a/model.safetensors");
  });

  test("every truncation", () => {
    for (let length = 0; length < file.length; length++) {
      expect(() => decodeSafetensors(file.subarray(0, length), "m")).toThrow("not a whole safetensors file");
    }
  });
});
