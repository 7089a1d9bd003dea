import { readFileSync } from "node:fs";
import type { Rows } from "@retrograd/core";
import {
  createRegistry,
  definePlugin,
  type InputFile,
  type InputReader,
  type ModelInputs,
} from "@retrograd/plugin";
import { gzipSync, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { collectInputs, inputFile } from "../../tests/collect-inputs.js";
import { builtinData } from "../builtin-data.js";
import { readNewInputs } from "./read-new-inputs.js";

const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), "utf8"));
const bytesOf = (base64: string) => Uint8Array.from(Buffer.from(base64, "base64"));
const [arrays, tables, pictures] = [fixture("arrays"), fixture("tables"), fixture("pictures")];
const textOf = (text: string) => new TextEncoder().encode(text);

const registry = createRegistry(builtinData);

/** All inputs in a file, read in pieces of at most `piece` bytes. */
function readAll(bytes: Uint8Array, name: string, model: ModelInputs, piece = 2 ** 30) {
  const whole = inputFile(bytes, name);
  const file: InputFile = { ...whole, read: (begin, length) => whole.read(begin, Math.min(length, piece)) };
  return collectInputs(readNewInputs(file, model, registry));
}

const namedInputs = { size: 2, inputNames: ["length", "count"] };
const trained = (type: string, options: object) => ({ type, options: { path: "d", ...options } });

describe("chooses the reader by the content of the file", () => {
  test.each([
    ["CSV", textOf("count,length\n3,1.5\n"), namedInputs, [1.5, 3]],
    ["JSON Lines", textOf('\n {"count": 3, "length": 1.5, "more": 1}\n'), namedInputs, [1.5, 3]],
    ["IDX", Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 2, 7, 8), { size: 2 }, [7, 8]],
    ["NPY", bytesOf(arrays.arrays["<f8"].file), { size: 3 }, [-2, -1, 0, 1, 2, 3]],
    ["NPY of one axis", bytesOf(arrays.arrays["one axis"].file), { size: 1 }, [0, 1, 2]],
    [
      "NPZ, by the name of the training",
      bytesOf(arrays.archives.deflated),
      { size: 1, trained: trained("npz", { x: "t", t: "x" }) },
      [0, 1, 1],
    ],
    [
      "NPZ, several inputs by the names of the training",
      bytesOf(arrays.archives.deflated),
      {
        size: 5,
        inputs: [
          { name: "b", size: 1 },
          { name: "a", size: 4 },
        ],
        trained: trained("npz", { x: { b: "t", a: "x" }, t: "x" }),
      },
      [0, 0, 1, 2, 3, 1, 4, 5, 6, 7, 1, 8, 9, 10, 11],
    ],
    [
      "NPZ, several inputs by their own names",
      bytesOf(arrays.archives.stored),
      {
        size: 5,
        inputs: [
          { name: "x", size: 4 },
          { name: "t", size: 1 },
        ],
      },
      [0, 1, 2, 3, 0, 4, 5, 6, 7, 1, 8, 9, 10, 11, 1],
    ],
    ["NPZ, else of x", bytesOf(arrays.archives.stored), { size: 4 }, Array.from({ length: 12 }, (_, i) => i)],
    [
      "PNG",
      bytesOf(pictures.png["grey of 8 bits"].file),
      { size: 35 },
      pictures.png["grey of 8 bits"].pixels,
    ],
  ])("%s", async (_format, bytes, model, values) => {
    expect((await readAll(bytes, "new", model)).values).toEqual(values);
  });

  // a Node buffer too, whose memory is a part of a larger one
  test.each([
    ["an array", bytesOf(tables.zstd)],
    ["a Node buffer", Buffer.from(tables.zstd, "base64")],
  ])("Parquet in %s", async (_kind, bytes) => {
    const rows = await readAll(bytes, "new", namedInputs);
    expect(rows.shape).toEqual([2]);
    expect(rows.values.slice(0, 6)).toEqual([-1, -5, -0.75, -4, -0.5, -3]);
  });

  test("an image gets the channels of the training", async () => {
    const model = { size: 35, trained: trained("images", { channels: "grey" }) };
    const rows = await readAll(bytesOf(pictures.png["palette of 8 bits"].file), "new", model);
    expect(rows).toMatchObject({ shape: [35], values: expect.any(Array) });
  });
});

describe("a compressed file is read piece by piece", () => {
  // 60,000 inputs of 5 numbers, more than the file is read in at once
  const count = 60_000;
  const values = Float64Array.from({ length: 5 * count }, (_, i) => (i * 7919) % 1000);
  const npy = (fortran: boolean) => {
    const dictionary = `{'descr': '<f8', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': (${count}, 5), }\n`;
    const ordered = fortran
      ? Float64Array.from(values, (_, i) => values[(i % count) * 5 + Math.floor(i / count)])
      : values;
    const header = Buffer.from(`\x93NUMPY\x01\0${"\0\0"}${dictionary}`, "latin1");
    header.writeUInt16LE(dictionary.length, 8);
    return Uint8Array.from(Buffer.concat([header, Buffer.from(ordered.buffer)]));
  };
  const idx = Uint8Array.from(
    Buffer.concat([
      Uint8Array.of(0, 0, 8, 2, 0, 0, count >> 8, count & 255, 0, 0, 0, 5),
      Uint8Array.from(values, (value) => value & 255),
    ]),
  );

  /** The largest number of bytes read at once, and all inputs. */
  async function largestRead(bytes: Uint8Array) {
    const whole = inputFile(bytes, "new");
    let largest = 0;
    const read = (offset: number, length: number) => {
      largest = Math.max(largest, length);
      return whole.read(offset, length);
    };
    const blocks: number[][] = [];
    for await (const rows of readNewInputs({ ...whole, read }, { size: 5 }, registry)) {
      blocks.push(Array.from(rows.values as Iterable<number>));
    }
    return { largest, blocks };
  }

  test.each([
    ["NPZ, stored", zipSync({ "x.npy": npy(false) }, { level: 0 })],
    ["NPZ, deflated", zipSync({ "other.npy": npy(true), "x.npy": npy(false) })],
    ["NPZ in Fortran order, stored", zipSync({ "x.npy": npy(true) }, { level: 0 })],
    ["NPZ in Fortran order, deflated", zipSync({ "x.npy": npy(true) })],
  ])("%s", async (_format, bytes) => {
    const { largest, blocks } = await largestRead(bytes);
    expect(blocks.flat()).toEqual([...values]);
    expect(largest).toBeLessThanOrEqual(2 ** 20);
  });

  test.each([
    ["one member", gzipSync(idx)],
    [
      "members that end within a header and within an input",
      Uint8Array.from(
        Buffer.concat(
          [idx.slice(0, 7), idx.slice(7, 100_003), idx.slice(100_003)].map((one) => gzipSync(one)),
        ),
      ),
    ],
  ])("IDX in gzip, %s", async (_format, bytes) => {
    const { largest, blocks } = await largestRead(bytes);
    expect(blocks.flat()).toEqual([...values].map((value) => value & 255));
    expect(largest).toBeLessThanOrEqual(2 ** 20);
  });

  const flipped = (bytes: Uint8Array, at: number) => bytes.with(at, bytes[at] ^ 1);
  const stored = zipSync({ "x.npy": npy(false) }, { level: 0 });
  test.each([
    ["a stored array", flipped(stored, 2_000_000), "new (x.npy): is damaged: its CRC must be"],
    [
      "the trailer of gzip",
      flipped(gzipSync(idx), gzipSync(idx).length - 8),
      "new: is truncated or damaged: its CRC must be",
    ],
    ["gzip that ends early", gzipSync(idx).subarray(0, -100), "new: is truncated"],
  ])("damage is reported: %s", async (_what, bytes, message) => {
    await expect(largestRead(bytes)).rejects.toMatchObject({
      code: "E_DATA_FORMAT",
      message: expect.stringContaining(message),
    });
  });
});

test("categories of the training choose their input, in a table of another format too", async () => {
  const model = {
    size: 3,
    inputNames: ["size", "colour=blue", "colour=red"],
    trained: trained("parquet", { target: "y", categories: ["colour"] }),
  };
  expect([...(await readAll(textOf('{"size": 5, "colour": "red"}'), "new", model)).values]).toEqual([
    5, 0, 1,
  ]);
});

describe("refuses", () => {
  test.each([
    [
      "an array of another size",
      bytesOf(arrays.arrays["<f8"].file),
      { size: 2 },
      "new: the model takes inputs of 2 numbers, got inputs of [3]",
    ],
    [
      "a single number",
      bytesOf(arrays.arrays["no axis"].file),
      { size: 1 },
      "takes inputs of 1 number, got a single number",
    ],
    [
      "an image of another size",
      bytesOf(pictures.png.colours.file),
      { size: 99 },
      "takes inputs of 99 numbers, got an image of [3, 9, 11]",
    ],
    [
      "a table without a column",
      bytesOf(tables.plain),
      { size: 1, inputNames: ["depth"] },
      'new: there is no column "depth". Known: length, width',
    ],
    [
      "an object without a key",
      textOf('{"length": 1}'),
      namedInputs,
      'new:1: column "count" must be a number, got nothing',
    ],
    [
      "names where the training had none",
      textOf('{"length": 1}'),
      { size: 1 },
      "those of the training had no names",
    ],
  ])("%s", async (_what, bytes, model, message) => {
    await expect(readAll(bytes, "new", model)).rejects.toMatchObject({
      code: "E_DATA_FORMAT",
      message: expect.stringContaining(message),
    });
  });
});

describe("the reader of a plugin", () => {
  const base = {
    type: "counts",
    summary: "Bytes after a line COUNTS.",
    options: z.strictObject({}),
    load: () => Promise.reject(new Error("not tested here")),
  };
  const content = textOf("COUNTS\n\x01\x02\x03\x04");
  const registryWith = (inputReader: InputReader) =>
    createRegistry(builtinData, definePlugin({ name: "acme", datasets: [{ ...base, inputReader }] }));
  const readWith = (inputReader: InputReader) =>
    collectInputs(readNewInputs(inputFile(content, "new.counts"), { size: 2 }, registryWith(inputReader)));
  const blocks = (...all: readonly Rows[]): InputReader => ({
    recognises: (bytes, path) =>
      path.endsWith(".counts") && new TextDecoder().decode(bytes).startsWith("COUNTS"),
    async *read() {
      yield* all;
    },
  });

  test("reads what it recognises, before the built-in readers", async () => {
    const read = await readWith({
      ...blocks(),
      async *read(file, { size }) {
        yield { shape: [size], values: await file.read(7, file.size) };
      },
    });
    expect(read).toEqual({ shape: [2], values: [1, 2, 3, 4] });
  });

  test("leaves other files to the others", async () => {
    const csv = readNewInputs(inputFile("1,2\n", "new.csv"), { size: 2 }, registryWith(blocks()));
    expect((await collectInputs(csv)).values).toEqual([1, 2]);
  });

  test("is refused where its inputs have another size than the model takes", async () => {
    await expect(readWith(blocks({ shape: [3], values: Uint8Array.of(1, 2, 3) }))).rejects.toMatchObject({
      code: "E_DATA_FORMAT",
      message: "new.counts: the model takes inputs of 2 numbers, got inputs of [3]",
    });
  });

  test.each<[string, InputReader, string]>([
    [
      "a part of an input",
      blocks({ shape: [2], values: Uint8Array.of(1, 2, 3) }),
      "a block of 3 numbers is not a whole",
    ],
    [
      "an exception",
      {
        ...blocks(),
        read() {
          throw new TypeError("no such field");
        },
      },
      "its code threw TypeError: no such field",
    ],
    [
      "an exception while it looks at the file",
      {
        ...blocks(),
        recognises() {
          throw new TypeError("no such field");
        },
      },
      "its code threw TypeError: no such field",
    ],
  ])("is blamed for %s", async (_what, reader, message) => {
    await expect(readWith(reader)).rejects.toMatchObject({
      code: "E_PLUGIN",
      message: expect.stringMatching(new RegExp(`^the reader counts of acme: .*${message}`)),
    });
  });
});

test("a file that no reader recognises is named", async () => {
  await expect(readAll(Uint8Array.of(1, 2, 0, 255), "new.bin", { size: 2 })).rejects.toThrow(
    "new.bin: must be a table, an array or an image, got a binary file of an unknown kind",
  );
});
