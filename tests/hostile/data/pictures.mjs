import { readFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";
import { bigEndian, bytesOf, changed, decoded, flips, joined, truncations } from "./mutations.mjs";
import { digestOf } from "./outcome.mjs";

const fixtures = JSON.parse(
  readFileSync(new URL("../../../packages/data/fixtures/pictures.json", import.meta.url), "utf8"),
);
const png = decoded(fixtures.png.colours.file);
const jpeg = decoded(fixtures.jpeg.colours.file);
const { pixels, width, height } = fixtures.png.colours;
const planes = [0, 1, 2].flatMap((channel) => pixels.filter((_, at) => at % 3 === channel));
const folder = (targetNames, values, t) =>
  digestOf({
    targets: "classes",
    targetNames,
    samples: { all: { x: { shape: [3 * width * height], values }, t: { shape: [], values: t } } },
  });
const right = folder(["cat"], planes, [0]);

const chunk = (kind, data) => {
  const body = joined(bytesOf(kind), data);
  return joined(bigEndian(data.length), body, bigEndian(crc32(body)));
};
const signature = png.subarray(0, 8);
const headerOf = (across, down, depth = 8, color = 2, interlaced = 0) =>
  chunk("IHDR", joined(bigEndian(across), bigEndian(down), [depth, color, 0, 0, interlaced]));
const pngFile = (...chunks) => joined(signature, ...chunks, chunk("IEND", []));
const data = (length) => chunk("IDAT", deflateSync(new Uint8Array(length)));
const entry = { images: { path: "pets" } };
const images = (name, files, expected) => ({ name, entry, files, expected });
const one = (name, bytes, expected) => images(name, { "pets/cat/a.png": bytes }, expected);

/** Pictures and folders of them that are damaged, or lie. */
export function cases(random) {
  const frame = jpeg.findIndex((byte, at) => byte === 0xff && jpeg[at + 1] === 0xc0);
  const sized = (across, down) => changed(jpeg, frame + 5, ...bigEndian(down, 2), ...bigEndian(across, 2));
  const sizes = [
    [0, 5],
    [5, 0],
    [2 ** 16, 2 ** 16],
    [2 ** 31, 2 ** 31],
    [2 ** 32 - 1, 2 ** 32 - 1],
    [8192, 8192],
    [30_000, 2000],
  ];
  const depths = [0, 1, 2, 3, 4, 5, 8, 16, 32, 255].flatMap((depth) =>
    [0, 1, 2, 3, 4, 5, 6, 7, 255].map((color) => [depth, color]),
  );
  const lying = [
    ...sizes.map(([across, down]) => [
      `a PNG that claims ${across} x ${down}`,
      pngFile(headerOf(across, down), data(100)),
    ]),
    ["a PNG whose pixels are a bomb of 64 MB", pngFile(headerOf(8, 8), data(2 ** 26))],
    ["a PNG of no pixels", pngFile(headerOf(8, 8))],
    ["a PNG of two headers", pngFile(headerOf(8, 8), headerOf(9, 9), data(8 * 25))],
    ["a PNG of a header alone", signature],
    [
      "a PNG of 200,000 empty chunks",
      pngFile(
        headerOf(8, 8),
        ...Array.from({ length: 2000 }, () =>
          joined(...Array.from({ length: 100 }, () => chunk("IDAT", []))),
        ),
      ),
    ],
    ["a PNG with a palette and without", pngFile(headerOf(8, 8, 8, 3), data(72))],
    [
      "a PNG of an unknown filter",
      pngFile(
        headerOf(2, 2),
        chunk("IDAT", deflateSync(Uint8Array.of(9, 1, 1, 1, 1, 1, 1, 9, 1, 1, 1, 1, 1, 1))),
      ),
    ],
    ...[
      [0xffff, 0xffff],
      [0xfff0, 1],
      [0, 7],
      [7, 0],
      [7936, 7936],
    ].map(([across, down]) => [`a JPEG that claims ${across} x ${down}`, sized(across, down)]),
    [
      "a JPEG of two headers",
      joined(jpeg.subarray(0, frame), jpeg.subarray(frame, frame + 19), jpeg.subarray(frame)),
    ],
    ["a JPEG without pixels", joined(jpeg.subarray(0, frame + 19), [0xff, 0xd9])],
    ["a GIF", bytesOf("GIF89a...")],
    ["nothing", new Uint8Array(0)],
    ["a PNG that is a JPEG from its second byte on", joined([0x89], jpeg)],
  ].map(([name, bytes]) => one(name, bytes, "refused"));
  const folders = [
    ["an image next to the folders", { "pets/cat/a.png": png, "pets/b.png": png }],
    ["a file that is not an image", { "pets/cat/a.png": png, "pets/cat/Thumbs.db": png }],
    ["a folder in a class", { "pets/cat/a.png": png, "pets/cat/b/c.png": png }],
    ["images of two sizes", { "pets/cat/a.png": png, "pets/cat/b.jpg": jpeg }],
    ["hidden files alone", { "pets/.cat/a.png": png }],
    ["a class of hidden files", { "pets/cat/a.png": png, "pets/dog/.b.png": png }],
  ].map(([name, files]) => images(name, files, "refused"));
  return [
    one("whole", png, { exactly: right }),
    one(
      "a compressed text that is skipped",
      joined(
        png.subarray(0, 33),
        chunk("iCCP", joined(bytesOf("p\0\0"), deflateSync(new Uint8Array(2 ** 26)))),
        png.subarray(33),
      ),
      { exactly: right },
    ),
    images(
      "classes called as members of objects",
      { "pets/__proto__/a.png": png, "pets/constructor/b.png": png },
      {
        exactly: folder(["__proto__", "constructor"], [...planes, ...planes], [0, 1]),
      },
    ),
    ...lying,
    ...folders,
    ...depths.map(([depth, color]) =>
      one(
        `a PNG of ${depth} bits and kind ${color}`,
        pngFile(headerOf(8, 8, depth, color), data(8 * 25)),
        depth === 8 && color === 2
          ? {
              exactly: digestOf({
                targets: "classes",
                targetNames: ["cat"],
                samples: {
                  all: { x: { shape: [192], values: new Uint8Array(192) }, t: { shape: [], values: [0] } },
                },
              }),
            }
          : "refused",
      ),
    ),
    ...flips(png, random).map(({ name, bytes }) => one(`PNG, ${name}`, bytes, { same: right })),
    ...truncations(png, 120).map(({ name, bytes }) => one(`PNG, ${name}`, bytes, "refused")),
    // a JPEG has no checksum
    ...Object.entries(fixtures.jpeg).flatMap(([kind, { file }]) =>
      flips(decoded(file), random, { count: 80 }).map(({ name, bytes }) =>
        one(`JPEG, ${kind}, ${name}`, bytes, "sane"),
      ),
    ),
    ...truncations(jpeg, 120).map(({ name, bytes }) => one(`JPEG, ${name}`, bytes, "refused")),
  ];
}
