import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { builtinData, memoryDataFiles } from "@retrograd/data";
import type { DatasetDefinition } from "@retrograd/plugin";

/** Writes the real digits that ship with Retrograd, drawn 28x28 instead of 8x8, as the four IDX files of a data set, so that
 *  examples on MNIST-shaped data run where the complete data sets are missing. The images are gzipped, the labels are plain. */
export async function writeUpscaledDigits(folder: string): Promise<void> {
  const definitions: readonly DatasetDefinition[] = builtinData.datasets;
  const digits = definitions.find(({ type }) => type === "digits");
  const dataset = await digits?.load({}, memoryDataFiles({}));
  if (dataset === undefined || !("all" in dataset.samples))
    throw new Error("the digits have separate splits");
  const { x, t } = dataset.samples.all;
  const count = t.values.length;
  const images = new Uint8Array(count * 784);
  for (let at = 0; at < images.length; at++) {
    const [sample, row, column] = [Math.floor(at / 784), Math.floor((at % 784) / 28), at % 28];
    // each of the 8x8 pixels becomes 3x3, with a margin of two; 16 becomes 240
    const [y, z] = [Math.floor((row - 2) / 3), Math.floor((column - 2) / 3)];
    if (y >= 0 && y < 8 && z >= 0 && z < 8) images[at] = 15 * Number(x.values[sample * 64 + y * 8 + z]);
  }
  mkdirSync(folder, { recursive: true });
  const train = Math.floor(count * 0.8);
  const write = (name: string, from: number, to: number) => {
    const pictures = idx([to - from, 28, 28], images.subarray(from * 784, to * 784));
    writeFileSync(join(folder, `${name}-images-idx3-ubyte.gz`), gzipSync(pictures));
    writeFileSync(
      join(folder, `${name}-labels-idx1-ubyte`),
      idx([to - from], Uint8Array.from(t.values).subarray(from, to)),
    );
  };
  write("train", 0, train);
  write("t10k", train, count);
}

/** An IDX file of bytes: magic 0x08 and the number of axes, the axes big-endian, the bytes. */
function idx(axes: readonly number[], bytes: Uint8Array): Uint8Array {
  const file = new Uint8Array(4 + 4 * axes.length + bytes.length);
  const view = new DataView(file.buffer);
  view.setUint32(0, 0x0800 + axes.length);
  for (const [i, axis] of axes.entries()) view.setUint32(4 + 4 * i, axis);
  file.set(bytes, 4 + 4 * axes.length);
  return file;
}
