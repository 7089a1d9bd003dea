import { formatShape, type RowValues, type Shape, sizeOf } from "@retrograd/core";
import type { FileContent, Samples } from "@retrograd/plugin";
import { formatError } from "../format-error.js";
import { readIdx } from "./read-idx.js";

/** Images and their labels as samples. */
export interface Images {
  /** x: bytes [rows * columns], t: class index */
  readonly samples: Samples;
  /** Shape of one image in the file: [28, 28]. */
  readonly itemShape: Shape;
}

/** Reads a pair of IDX files, images [samples, ...] and labels [samples]. The axes of an image become one.
 *  @throws RetrogradError E_DATA_FORMAT when a file has the wrong shape, or the two files do not match */
export function readImages(images: FileContent, labels: FileContent): Images {
  const x = readIdx(images.bytes, images.path);
  const t = readIdx(labels.bytes, labels.path);
  const [count, ...itemShape] = x.shape;
  if (itemShape.length === 0) {
    throw formatError(
      images.path,
      `must hold images [samples, rows, columns], got ${formatShape(x.shape)}: labels?`,
    );
  }
  if (t.shape.length !== 1) {
    throw formatError(labels.path, `must hold labels [samples], got ${formatShape(t.shape)}: images?`);
  }
  if (t.shape[0] !== count) {
    throw formatError(
      labels.path,
      `must hold a label for each of the ${count} images of ${images.path}, got ${t.shape[0]}`,
    );
  }
  return {
    samples: { x: { shape: [sizeOf(itemShape)], values: x.values }, t: { shape: [], values: t.values } },
    itemShape,
  };
}

/** Checks that every label is a class from 0 to classes - 1.
 *  @throws RetrogradError E_DATA_FORMAT naming the file and the first label that is not a class */
export function checkLabels(labels: RowValues, classes: number, name: string): void {
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw formatError(name, `label ${wrong} must be a class from 0 to ${classes - 1}, got ${labels[wrong]}`);
  }
}
