import { readFileSync } from "node:fs";
import { createRegistry, type DataFiles, resolveOrThrow } from "@retrograd/plugin";
import { describe, expect, test } from "vitest";
import { builtinData } from "../builtin-data.js";
import { memoryDataFiles } from "../memory-data-files.js";

// by fixtures/pictures.py
const { png, jpeg } = JSON.parse(
  readFileSync(new URL("../../fixtures/pictures.json", import.meta.url), "utf8"),
);
const bytesOf = (saved: { readonly file: string }) => Uint8Array.from(Buffer.from(saved.file, "base64"));
const [colours, interlaced, grey, palette, shades] = [
  "colours",
  "interlaced colours",
  "interlaced grey",
  "palette of 8 bits",
  "grey of 8 bits",
].map((kind) => bytesOf(png[kind]));
const photo = bytesOf(jpeg.grey);
const registry = createRegistry(builtinData);

function load(files: Readonly<Record<string, Uint8Array | undefined>>, options = {}) {
  const { definition, options: checked } = resolveOrThrow(registry, "datasets", {
    images: { path: "pets", ...options },
  });
  const entries = Object.entries(files).map(([path, bytes]) => [path, bytes ?? new Uint8Array(0)]);
  return definition.load(checked, memoryDataFiles(Object.fromEntries(entries)));
}

test("classes are the folders, sorted, and images come class by class, sorted by name", async () => {
  const data = await load({
    "pets/dog/b.png": interlaced,
    "pets/dog/a.PNG": colours,
    "pets/cat/z.png": colours,
    "pets/cat/.hidden": grey,
    "pets/.cache/x.png": grey,
  });
  expect(data).toMatchObject({
    name: "pets",
    targets: "classes",
    targetNames: ["cat", "dog"],
    maximum: 255,
    samples: { all: { x: { shape: [297] }, t: { shape: [], values: Float64Array.of(0, 1, 1) } } },
    files: [{ name: "pets", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
  });
});

test("pixels stand channel by channel, each row by row", async () => {
  const { samples } = await load({ "pets/cat/a.png": colours });
  const { pixels } = png.colours;
  const planes = [0, 1, 2].flatMap((channel) =>
    pixels.filter((_: number, index: number) => index % 3 === channel),
  );
  expect(samples).toMatchObject({ all: { x: { values: Uint8Array.from(planes) } } });
});

test("a JPEG of greys has one channel", async () => {
  const { samples } = await load({ "pets/cat/a.jpeg": photo });
  expect(samples).toMatchObject({ all: { x: { shape: [19 * 21] } } });
});

test("channels makes all of them grey, or in colour", async () => {
  const files = { "pets/cat/a.png": palette, "pets/dog/b.png": shades };
  const [first] = png["palette of 8 bits"].pixels;
  const [red, green, blue] = png["palette of 8 bits"].pixels;
  const toGrey = await load(files, { channels: "grey" });
  expect(toGrey.samples).toMatchObject({ all: { x: { shape: [35] } } });
  expect("all" in toGrey.samples && toGrey.samples.all.x.values[0]).toBe(
    Math.round((299 * red + 587 * green + 114 * blue) / 1000),
  );
  const toColours = await load(files, { channels: "rgb" });
  const x = "all" in toColours.samples ? toColours.samples.all.x.values : new Uint8Array(0);
  expect(x).toHaveLength(2 * 105);
  expect(x[0]).toBe(first);
  expect([x[105], x[140], x[175]]).toEqual(new Array(3).fill(png["grey of 8 bits"].pixels[0]));
});

test("a second folder makes the test split, with the classes of the first", async () => {
  const files = { "pets/cat/a.png": colours, "pets/dog/b.png": colours, "new/dog/c.png": interlaced };
  const data = await load(files, { testPath: "new" });
  expect(data.samples).toMatchObject({ test: { t: { values: Float64Array.of(1) } } });
  expect(data.files.map(({ name }) => name)).toEqual(["pets", "new"]);
});

test("the record of a folder changes with a name and with a bit", async () => {
  const hash = async (files: Readonly<Record<string, Uint8Array | undefined>>) =>
    (await load(files)).files[0]?.sha256;
  const hashes = [
    await hash({ "pets/cat/a.png": colours }),
    await hash({ "pets/cat/b.png": colours }),
    await hash({ "pets/cat/a.png": interlaced }),
  ];
  expect(new Set(hashes).size).toBe(3);
  expect(await hash({ "pets/cat/a.png": colours })).toBe(hashes[0]);
});

describe("refuses, naming the file", () => {
  const cat = { "pets/cat/a.png": colours };
  test.each<[string, Readonly<Record<string, Uint8Array | undefined>>, object, string]>([
    [
      "an image of another size",
      { ...cat, "pets/dog/b.png": photo },
      {},
      "pets/dog/b.png: must be 11 x 9 pixels like pets/cat/a.png, got 21 x 19",
    ],
    [
      "grey among colours",
      { ...cat, "pets/dog/b.png": grey },
      {},
      "pets/dog/b.png: must be in colour like pets/cat/a.png, but is grey: write channels",
    ],
    [
      "an image next to the folders",
      { ...cat, "pets/b.png": grey },
      {},
      "pets/b.png: must be in the folder of its class",
    ],
    [
      "another file",
      { ...cat, "pets/cat/notes.txt": grey },
      {},
      "pets/cat/notes.txt: must be a PNG or JPEG image",
    ],
    [
      "a folder in a class",
      { "pets/cat/more/a.png": colours },
      {},
      "pets/cat/more: must be a PNG or JPEG image",
    ],
    ["a class of nothing", { ...cat, "pets/dog/.keep": grey }, {}, "pets/dog: holds no images"],
    [
      "a damaged image",
      { ...cat, "pets/cat/b.png": colours?.subarray(0, 50) },
      {},
      "pets/cat/b.png: is truncated",
    ],
    [
      "an unknown class to test with",
      { ...cat, "new/cow/b.png": colours },
      { testPath: "new" },
      "new/cow: must be a class of the training (cat)",
    ],
    [
      "another size to test with",
      { ...cat, "new/cat/b.png": photo },
      { testPath: "new" },
      "new/cat/b.png: must be 11 x 9 pixels like the training images",
    ],
  ])("%s", async (_what, files, options, message) => {
    await expect(load(files, options)).rejects.toMatchObject({
      code: "E_DATA_FORMAT",
      message: expect.stringContaining(message),
    });
  });

  test("the first of 200,000 images of a class", async () => {
    const names = Array.from({ length: 200_000 }, (_, index) => `${index}.png`);
    const platform: DataFiles = {
      ...memoryDataFiles({}),
      read: async (path) => ({ path, bytes: new Uint8Array(1) }),
      list: async (path) =>
        path === "pets" ? [{ name: "cat", folder: true }] : names.map((name) => ({ name, folder: false })),
    };
    const { definition, options } = resolveOrThrow(registry, "datasets", { images: { path: "pets" } });
    await expect(definition.load(options, platform)).rejects.toThrow("pets/cat/0.png: must be a PNG or JPEG");
  });

  test("a folder that is not there", async () => {
    await expect(load({ "x/a.png": colours })).rejects.toMatchObject({ code: "E_DATA_MISSING" });
  });
});
