import { type RowScaling, sizeOf } from "@retrograd/core";
import type { SampleSet, Samples } from "@retrograd/plugin";
import { sampleCount } from "../stored/sample-count.js";
import { storedView } from "../stored/stored-view.js";
import { firstSamples, takeSamples } from "./take-rows.js";

/** Some of the samples of a data set. */
export interface Part {
  readonly of: SampleSet;
  /** Which, in order; all of them where it is left out. */
  readonly rows?: Int32Array;
}

// numbers that are looked at together
const blockLength = 2 ** 16;

/** The first samples of a part, at most `limit`. */
export function firstOf({ of, rows }: Part, limit: number): Part {
  if (rows !== undefined) return { of, rows: rows.subarray(0, limit) };
  return "read" in of ? { of, rows: firstRows(Math.min(limit, of.count)) } : { of: firstSamples(of, limit) };
}

/** The samples of a part, in memory block by block, in the order in which the data set has them. So what is summed over them
 *  has the same bits wherever they are kept, and those that are stored are read from the first to the last. A block is good
 *  until the next. */
export function* blocksOf({ of, rows }: Part): Generator<Samples> {
  const chosen = rows === undefined ? undefined : chosenOf(rows, sampleCount(of));
  for (const block of blocksOfRows(sampleCount(of), sizeOf(of.x.shape))) {
    const members = chosen === undefined ? block : block.filter((row) => chosen[row] === 1);
    if (members.length === 0) continue;
    if (!("read" in of)) yield takeSamples(of, members);
    else if (members.length === block.length) yield of.read(block);
    else
      yield takeSamples(
        of.read(block),
        members.map((row) => row - block[0]),
      );
  }
}

/** For each sample whether it is among some rows. */
function chosenOf(rows: Int32Array, count: number): Uint8Array {
  const chosen = new Uint8Array(count);
  for (const row of rows) chosen[row] = 1;
  return chosen;
}

/** All rows in order, so many at a time that a block holds about `blockLength` numbers. */
function* blocksOfRows(count: number, size: number): Generator<Int32Array> {
  const length = Math.max(1, Math.floor(blockLength / size));
  for (let begin = 0; begin < count; begin += length) {
    yield Int32Array.from({ length: Math.min(length, count - begin) }, (_, row) => begin + row);
  }
}

/** The samples of a part as they are trained on: copied where they are in memory, and a view where they are stored. */
export function readyPart({ of, rows }: Part, scaling: RowScaling | undefined): SampleSet {
  if ("read" in of) return storedView(of, rows ?? firstRows(of.count), scaling);
  const { x, t } = rows === undefined ? of : takeSamples(of, rows);
  return { x: scaling === undefined ? x : { ...x, scaling }, t };
}

function firstRows(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, row) => row);
}
