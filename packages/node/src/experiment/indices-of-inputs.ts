import { type Rows, sizeOf } from "@retrograd/core";
import { type PreparedData, sampleCount } from "@retrograd/data";
import type { SampleSet } from "@retrograd/plugin";

// how many samples are read together
const block = 1000;

/** The numbers of an input that holds indices, in a row of all inputs. */
export interface IndexRange {
  /** Position of its first number. */
  readonly start: number;
  /** Position after its last number. */
  readonly end: number;
  /** They are from 0 to this number - 1. */
  readonly indices: number;
}

/** Describes the first number of the data that is not an index; undefined if all are. what: what takes them, such as "the model" */
export function wrongIndexOf(data: PreparedData, range: IndexRange, what: string): string | undefined {
  const { name, inputNames, train, validation, test } = data;
  for (const [split, samples] of Object.entries({ train, validation, test })) {
    if (samples === undefined) continue;
    for (const { x, start } of blocksOf(samples)) {
      const wrong = findWrongIndex(x, range);
      if (wrong === undefined) continue;
      const column =
        inputNames === undefined ? `number ${wrong.position}` : `"${inputNames[wrong.position]}"`;
      return `${what} takes indices, whole numbers from 0 to ${range.indices - 1}, but ${column} of the ${split} sample ${start + wrong.row} of ${name} is ${wrong.value}`;
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

/** The first number of an input, in rows of all inputs, that is not a whole number from 0 to indices - 1. */
export function findWrongIndex(
  { values, shape }: Rows,
  { start, end, indices }: IndexRange,
): WrongIndex | undefined {
  const width = sizeOf(shape);
  const at = values.findIndex((value, i) => {
    const position = i % width;
    const isIndex = Number.isInteger(value) && value >= 0 && value < indices;
    return !isIndex && position >= start && position < end;
  });
  if (at < 0) return undefined;
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
