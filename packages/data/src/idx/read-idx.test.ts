import { gzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { readIdx } from "./read-idx.js";

// shape [2, 3] of unsigned bytes
const small = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 10, 20, 30, 40, 50, 255);

test("axes and bytes are read, plain and gzipped, with and without a name in the gzip header", () => {
  const expected = { shape: [2, 3], values: Uint8Array.of(10, 20, 30, 40, 50, 255) };
  expect(readIdx(small, "a")).toEqual(expected);
  expect(readIdx(gzipSync(small), "a")).toEqual(expected);
  expect(readIdx(gzipSync(small, { filename: "a-name" }), "a")).toEqual(expected);
});

test("a plain file is not copied", () => {
  expect(readIdx(small, "a").values.buffer).toBe(small.buffer);
});

test("bytes that are a view into a larger buffer are read from where they begin", () => {
  const within = Uint8Array.of(9, 9, 9, ...small, 7).subarray(3, 3 + small.length);
  expect(readIdx(within, "a").shape).toEqual([2, 3]);
});

test("gzip header fields that announce extras, a comment and a header CRC are passed over", () => {
  const zipped = gzipSync(small);
  const extras = [3, 0, 1, 2, 3];
  const texts = [..."name\0comment\0"].map((letter) => letter.charCodeAt(0));
  const header = [
    ...zipped.subarray(0, 3),
    4 + 8 + 16 + 2,
    ...zipped.subarray(4, 10),
    ...extras,
    ...texts,
    0,
    0,
  ];
  expect(readIdx(Uint8Array.of(...header, ...zipped.subarray(10)), "a").shape).toEqual([2, 3]);
});

const withByte = (bytes: Uint8Array, index: number, value: number) => bytes.with(index, value);

describe("a wrong file is refused by name", () => {
  test.each([
    ["an empty file", new Uint8Array(0), "x.idx: is truncated: 0 bytes do not hold its header"],
    ["half a header", small.subarray(0, 9), "is truncated: 9 bytes do not hold its header"],
    ["a wrong magic", withByte(small, 0, 1), "is not an IDX file: it must start with 00 00 08"],
    ["no axes", withByte(small, 3, 0), "got 00 00 08 00"],
    [
      "text in a gzip file",
      gzipSync(Uint8Array.of(97, 44, 98, 10)),
      "got 61 2c 62 0a. Only IDX is read from gzip",
    ],
    ["an unknown type", withByte(small, 2, 10), "is not an IDX file"],
    [
      "floats",
      withByte(small, 2, 13),
      "must hold unsigned bytes (IDX type 8), got 32-bit floats (IDX type 13)",
    ],
    ["an axis of 0", withByte(small, 7, 0), "holds nothing: its shape is [0, 3]"],
    [
      "a byte too few",
      small.subarray(0, 17),
      "is truncated: its shape [2, 3] needs 18 bytes with the header, got 17",
    ],
    [
      "a byte too many",
      Uint8Array.of(...small, 0),
      "is too long: its shape [2, 3] needs 18 bytes with the header, got 19",
    ],
    [
      "axes whose product wraps to 0 in 32 bits",
      Uint8Array.of(0, 0, 8, 2, 0, 1, 0, 0, 0, 1, 0, 0),
      "is truncated: its shape [65536, 65536] needs 4294967308 bytes",
    ],
    [
      "axes whose product wraps to 0 in 64 bits",
      Uint8Array.of(0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255),
      "is truncated",
    ],
  ])("%s", (_case, bytes, message) => {
    expect(() => readIdx(bytes, "x.idx")).toThrow(
      expect.objectContaining({ code: "E_DATA_FORMAT", message: expect.stringContaining(message) }),
    );
  });
});

describe("a wrong gzip file is refused by name", () => {
  // incompressible enough for its compressed data to take several pieces
  const noise = new Uint8Array(60000);
  for (let i = 0, state = 1; i < noise.length; i++) {
    state = Math.imul(state, 1103515245) + 12345;
    noise[i] = state >>> 16;
  }
  const large = Uint8Array.of(0, 0, 8, 1, 0, 0, 0xea, 0x60, ...noise);
  const zipped = gzipSync(large);
  const size = zipped.length;
  const withoutEnd = zipped.subarray(0, size - 8);
  const claiming = (length: number) => {
    const changed = zipped.slice();
    new DataView(changed.buffer).setUint32(size - 4, length, true);
    return changed;
  };

  test("the good file is read", () => {
    expect(readIdx(zipped, "x.gz").values).toEqual(noise);
  });

  test.each([
    ["two", [30_000]],
    ["two, of which the first ends within the header", [6]],
    ["many, some of them empty", [1, 2, 3, 3, 100, 100, 59_000]],
    ["two, with names", [1000]],
  ])("so is one of several members: %s", (what, cuts) => {
    const ends = [...cuts, large.length];
    const options = what.includes("names") ? { filename: "a.idx" } : {};
    const members = ends.map((end, index) => gzipSync(large.subarray(cuts[index - 1] ?? 0, end), options));
    expect(readIdx(Uint8Array.of(...members.flatMap((one) => [...one])), "x.gz").values).toEqual(noise);
  });

  test.each([
    [
      "a wrong CRC",
      zipped.with(size - 8, zipped[size - 8] ^ 1),
      "x.gz: is truncated or damaged: its CRC must be",
    ],
    ["a flipped bit in the data", zipped.with(30000, zipped[30000] ^ 16), "damaged"],
    ["a cut", zipped.subarray(0, size - 5000), "is truncated: its header needs 60008 bytes"],
    [
      "a cut just before the end",
      Uint8Array.of(...zipped.subarray(0, size - 30), ...zipped.subarray(size - 8)),
      "truncated",
    ],
    ["a lone magic", zipped.subarray(0, 2), "its gzip header has an unknown compression method"],
    ["half a header", zipped.subarray(0, 12), "its gzip header does not end"],
    [
      "a name without end",
      Uint8Array.of(0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3, ...new Uint8Array(20).fill(65)),
      "truncated",
    ],
    ["another compression", zipped.with(2, 7), "has an unknown compression method"],
    [
      "bytes after its end",
      Uint8Array.of(...withoutEnd, ...noise, ...zipped.subarray(size - 8)),
      "has bytes after its end",
    ],
    [
      "garbage after its end",
      Uint8Array.of(...zipped, ...noise.subarray(0, 50)),
      "has bytes after its end that are not gzip data",
    ],
    [
      "two files, one after the other",
      Uint8Array.of(...zipped, ...zipped),
      "is too long: it inflates to more than the 60008 bytes",
    ],
    [
      "an end that claims more than it holds",
      claiming(60020),
      "inflates to 60008 bytes, but its trailer says 60020",
    ],
    [
      "a header that needs 4 GB",
      gzipSync(Uint8Array.of(0, 0, 8, 1, 255, 255, 255, 255)),
      "must inflate to at most 1 GiB, its header needs 4294967303 bytes",
    ],
    [
      "a header that needs more than deflate can reach",
      gzipSync(Uint8Array.of(0, 0, 8, 1, 32, 0, 0, 0)),
      "cannot inflate to 536870920",
    ],
    [
      "a second member with a wrong CRC",
      Uint8Array.of(
        ...gzipSync(large.subarray(0, 99)),
        ...gzipSync(large.subarray(99)).map((byte, index, all) =>
          index === all.length - 8 ? byte ^ 1 : byte,
        ),
      ),
      "its CRC must be",
    ],
    [
      "a first member with a wrong CRC",
      Uint8Array.of(
        ...gzipSync(large.subarray(0, 99)).map((byte, index, all) =>
          index === all.length - 8 ? byte ^ 1 : byte,
        ),
        ...gzipSync(large.subarray(99)),
      ),
      "its CRC must be",
    ],
    [
      "a second member that is cut off",
      Uint8Array.of(...gzipSync(large.subarray(0, 99)), ...gzipSync(large.subarray(99)).subarray(0, 3000)),
      "is truncated: its header needs 60008 bytes",
    ],
  ])("%s", (_case, bytes, message) => {
    expect(() => readIdx(bytes, "x.gz")).toThrow(
      expect.objectContaining({ code: "E_DATA_FORMAT", message: expect.stringContaining(message) }),
    );
  });

  test("a bomb is refused at its first bytes once it exceeds what its header needs", () => {
    const zeros = new Uint8Array(20_000_000);
    zeros.set(small);
    expect(() => readIdx(gzipSync(zeros), "x.gz")).toThrow(
      "inflates to more than the 18 bytes that its header needs",
    );
  });

  test("so is one whose end claims as little as its header", () => {
    const zeros = new Uint8Array(20_000_000);
    zeros.set(small);
    const bomb = gzipSync(zeros);
    new DataView(bomb.buffer, bomb.byteOffset).setUint32(bomb.length - 4, small.length, true);
    expect(() => readIdx(bomb, "x.gz")).toThrow("inflates to more than the 18 bytes that its header needs");
  });
});
