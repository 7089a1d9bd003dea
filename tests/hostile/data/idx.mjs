import { gzipSync } from "node:zlib";
import { bigEndian, changed, flips, joined, truncations } from "./mutations.mjs";
import { digestOf } from "./outcome.mjs";

const header = (type, ...axes) => [0, 0, type, axes.length, ...axes.flatMap((axis) => bigEndian(axis))];
const images = joined(
  header(8, 3, 2, 2),
  Array.from({ length: 12 }, (_, i) => 20 * i),
);
const labels = joined(header(8, 3), [0, 2, 1]);

/** An IDX file by its definition, or nothing where it is none. */
function parsed(bytes) {
  if (bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== 8 || !bytes[3]) return undefined;
  const start = 4 + 4 * bytes[3];
  if (bytes.length <= start) return undefined;
  const axes = Array.from({ length: bytes[3] }, (_, axis) =>
    [0, 1, 2, 3].reduce((value, at) => 256 * value + bytes[4 + 4 * axis + at], 0),
  );
  const values = bytes.slice(start);
  return BigInt(values.length) === axes.reduce((size, axis) => size * BigInt(axis), 1n)
    ? { axes, values }
    : undefined;
}

function reading(imageFile, labelFile) {
  const [x, t] = [parsed(imageFile), parsed(labelFile)];
  if (!x || !t || x.axes.length < 2 || t.axes.length !== 1 || x.axes[0] !== t.axes[0]) return undefined;
  const classes = Math.max(...t.values) + 1;
  return digestOf({
    targets: "classes",
    targetNames: Array.from({ length: classes }, (_, label) => `${label}`),
    samples: {
      all: {
        x: { shape: [x.axes.slice(1).reduce((size, axis) => size * axis, 1)], values: x.values },
        t: { shape: [], values: t.values },
      },
    },
  });
}

const right = reading(images, labels);
const zeros = (length) => gzipSync(new Uint8Array(length));
const entry = { idx: { trainImages: "x", trainLabels: "t" } };
const pair = (name, x, t, expected) => ({ name, entry, files: { x, t }, expected });

/** IDX files, plain and gzipped, that are not what they say. */
export function cases(random) {
  const bomb = zeros(2 ** 26);
  const lying = [
    ["a wrong magic", changed(images, 0, 1)],
    ["another type of number", changed(images, 2, 13)],
    ["no axes", changed(images, 3, 0)],
    ["255 axes", changed(images, 3, 255)],
    ["an image more", changed(images, 7, 4)],
    ["an image less", changed(images, 7, 2)],
    [
      "axes whose product wraps at 2^32",
      changed(images, 4, ...bigEndian(65536), ...bigEndian(65536), 0, 0, 0, 12),
    ],
    [
      "axes whose product wraps at 2^64",
      changed(images, 4, ...[1, 1, 1].flatMap(() => bigEndian(2 ** 32 - 1))),
    ],
    ["an axis of nothing", changed(images, 11, 0)],
    ["a byte more", joined(images, [0])],
    ["labels for images", labels],
    ["a gzip bomb", bomb],
    ["a gzip bomb that claims little", changed(bomb, bomb.length - 4, 28, 0, 0, 0)],
    ["a gzip bomb that claims 4 GB", changed(bomb, bomb.length - 4, 255, 255, 255, 255)],
    ["two gzip members", joined(gzipSync(images), gzipSync(images))],
    ["a wrong CRC", changed(gzipSync(images), gzipSync(images).length - 8, 1, 2, 3, 4)],
    ["bytes after gzip", joined(gzipSync(images), [0, 0, 0])],
    ["gzip in gzip", gzipSync(gzipSync(images))],
  ].map(([name, x]) => pair(name, x, labels, "refused"));
  const apart = [
    pair("a label less", images, joined(header(8, 2), [0, 1]), "refused"),
    pair("a label more", images, joined(header(8, 4), [0, 1, 2, 0]), "refused"),
    pair("images for labels", images, images, "refused"),
    {
      name: "a label to test with that no class has",
      entry: { idx: { ...entry.idx, testImages: "x", testLabels: "t2" } },
      files: { x: images, t: labels, t2: joined(header(8, 3), [0, 1, 3]) },
      expected: "refused",
    },
  ];
  return [
    pair("whole", images, labels, { exactly: right }),
    pair("whole, gzipped", gzipSync(images), gzipSync(labels), { exactly: right }),
    ...lying,
    ...apart,
    ...flips(images, random).map(({ name, bytes }) =>
      pair(`images, ${name}`, bytes, labels, { oracle: reading(bytes, labels) }),
    ),
    ...flips(labels, random).map(({ name, bytes }) =>
      pair(`labels, ${name}`, images, bytes, { oracle: reading(images, bytes) }),
    ),
    ...truncations(images).map(({ name, bytes }) => pair(`images, ${name}`, bytes, labels, "refused")),
    ...truncations(labels).map(({ name, bytes }) => pair(`labels, ${name}`, images, bytes, "refused")),
    ...flips(gzipSync(images), random).map(({ name, bytes }) =>
      pair(`gzip, ${name}`, bytes, labels, { same: right }),
    ),
    ...truncations(gzipSync(images)).map(({ name, bytes }) =>
      pair(`gzip, ${name}`, bytes, labels, "refused"),
    ),
  ];
}
