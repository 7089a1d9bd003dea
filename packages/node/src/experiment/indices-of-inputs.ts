import { type Rows, sizeOf } from "@retrograd/core";
import { type PreparedData, sampleCount } from "@retrograd/data";
import type { SampleSet } from "@retrograd/plugin";

// how many samples are read together
const block = 1000;

/** Describes the first input of the data that is not an index; undefined if all are. */
export function wrongIndexOf(data: PreparedData, indices: number): string | undefined {
  const { name, inputNames, train, validation, test } = data;
  for (const [split, samples] of Object.entries({ train, validation, test })) {
    if (samples === undefined) continue;
    for (const { x, start } of blocksOf(samples)) {
      const wrong = findWrongIndex(x, indices);
      if (wrong === undefined) continue;
      const column =
        inputNames === undefined ? `number ${wrong.position}` : `"${inputNames[wrong.position]}"`;
      return `the model takes indices, whole numbers from 0 to ${indices - 1}, but ${column} of the ${split} sample ${start + wrong.row} of ${name} is ${wrong.value}`;
    }
  }
  return undefined;
}

/** A number that is not an index, and where it is. */
interface WrongIndex {
  readonly row: number;
  /** Position within the row. */
  readonly position: number;
  readonly value: number;
}

/** The first number of rows that is not a whole number from 0 to indices - 1. */
export function findWrongIndex({ values, shape }: Rows, indices: number): WrongIndex | undefined {
  const at = values.findIndex((value) => !(Number.isInteger(value) && value >= 0 && value < indices));
  if (at < 0) return undefined;
  const width = sizeOf(shape);
  return { row: Math.floor(at / width), position: at % width, value: values[at] ?? Number.NaN };
}

/** The inputs of all samples, those of stored samples block by block. start: the index of the first row */
function* blocksOf(samples: SampleSet): Generator<{ readonly x: Rows; readonly start: number }> {
  if (!("read" in samples)) {
    yield { x: samples.x, start: 0 };
    return;
  }
  const count = sampleCount(samples);
  for (let start = 0; start < count; start += block) {
    const length = Math.min(block, count - start);
    yield { x: samples.read(Int32Array.from({ length }, (_, row) => start + row)).x, start };
  }
}
