import { existsSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { memoryDataFiles } from "../memory-data-files.js";
import { nodeDataFiles } from "../node/node-data-files.js";
import { fashionMnist } from "./fashion-mnist.js";
import { mnist } from "./mnist.js";

function idxBytes(shape: readonly number[], values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + values.length);
  bytes.set([0, 0, 8, shape.length]);
  for (const [axis, size] of shape.entries()) new DataView(bytes.buffer).setUint32(4 + 4 * axis, size);
  bytes.set(Array.from(values), 4 + 4 * shape.length);
  return bytes;
}

const image = Uint8Array.from({ length: 784 }, (_, pixel) => pixel % 256);

const smallSet = {
  "mnist/train-images-idx3-ubyte": idxBytes([2, 28, 28], [...image, ...image]),
  "mnist/train-labels-idx1-ubyte.gz": gzipSync(idxBytes([2], [3, 9])),
  "mnist/t10k-images.idx3-ubyte": idxBytes([1, 28, 28], image),
  "mnist/t10k-labels.idx1-ubyte.gz": gzipSync(idxBytes([1], [0])),
};

test("the four files are found under each of their names, plain and gzipped", async () => {
  const data = await mnist.load({}, memoryDataFiles(smallSet));
  if (!("train" in data.samples)) throw new Error("expected a split");
  const { train, test: held } = data.samples;
  expect(train.x.shape).toEqual([784]);
  expect(train.x.values).toEqual(Uint8Array.of(...image, ...image));
  expect(train.t).toEqual({ shape: [], values: Uint8Array.of(3, 9) });
  expect(held.t.values).toEqual(Uint8Array.of(0));
  expect(data.maximum).toBe(255);
  expect(data.files.map(({ name }) => name)).toEqual([
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte.gz",
    "t10k-images.idx3-ubyte",
    "t10k-labels.idx1-ubyte.gz",
  ]);
});

test("Fashion-MNIST is read alike and names its classes", async () => {
  const moved = Object.entries(smallSet).map(([path, bytes]) => [`fashion-${path}`, bytes]);
  const data = await fashionMnist.load({}, memoryDataFiles(Object.fromEntries(moved)));
  expect(data.targetNames[9]).toBe("Ankle boot");
  expect(data.targetNames).toHaveLength(10);
});

test("a label beyond the ten classes is an error with its file and place", async () => {
  const wrong = { ...smallSet, "mnist/train-labels-idx1-ubyte.gz": idxBytes([2], [3, 10]) };
  await expect(mnist.load({}, memoryDataFiles(wrong))).rejects.toThrow(
    "mnist/train-labels-idx1-ubyte.gz: label 1 must be a class from 0 to 9, got 10",
  );
});

test("images of another size are not MNIST", async () => {
  const wrong = { ...smallSet, "mnist/t10k-images.idx3-ubyte": idxBytes([1, 2, 2], [1, 2, 3, 4]) };
  await expect(mnist.load({}, memoryDataFiles(wrong))).rejects.toThrow(
    "images of mnist must be [28, 28], got [2, 2]",
  );
});

test("a missing file is an error with the names it may have", async () => {
  await expect(mnist.load({}, memoryDataFiles({}))).rejects.toMatchObject({ code: "E_DATA_MISSING" });
});

// the complete set, if it is next to the repository
const dataDirectory = join(import.meta.dirname, "../../../../../shared/data/mnist");

describe.skipIf(!existsSync(join(dataDirectory, "train-images-idx3-ubyte.gz")))(
  "the complete MNIST (skipped where ../shared/data/mnist is absent)",
  () => {
    test("has 60,000 and 10,000 images and the published first labels", async () => {
      const files = nodeDataFiles({ base: ".", dataDirectory, environment: {} });
      const { samples, files: records } = await mnist.load({}, files);
      if (!("train" in samples)) throw new Error("expected a split");
      expect(samples.train.x.values).toHaveLength(60000 * 784);
      expect(samples.test.x.values).toHaveLength(10000 * 784);
      expect([...samples.train.t.values.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
      expect([...samples.test.t.values.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
      expect(records).toHaveLength(4);
      // mean pixel 0.1307 of 255, the published figure
      let sum = 0;
      for (const pixel of samples.train.x.values) sum += pixel;
      expect(sum / samples.train.x.values.length / 255).toBeCloseTo(0.1307, 4);
    });
  },
);
