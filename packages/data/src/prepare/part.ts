import { type RowScaling, sizeOf } from "@retrograd/core";
import type { SampleSet, Samples } from "@retrograd/plugin";
import { sampleCount } from "../stored/sample-count.js";
import { storedView } from "../stored/stored-view.js";
import { firstSamples, takeSamples } from "./take-rows.js";

/** Some of the samples of a data set. */
export interface Part {
  readonly of: SampleSet;
  /** Their rows, in order. Default: all. */
  readonly rows?: Int32Array;
}

// numbers in a block
const blockLength = 2 ** 16;

/** The first samples of a part, at most `limit`. */
export function firstOf({ of, rows }: Part, limit: number): Part {
  if (rows !== undefined) return { of, rows: rows.subarray(0, limit) };
  return "read" in of ? { of, rows: firstRows(Math.min(limit, of.count)) } : { of: firstSamples(of, limit) };
}

/** The samples of a part block by block, in the order of the data set, so that sums over them have the same bits for samples in
 *  memory and stored samples, and stored samples are read sequentially. A block is valid until the next one is requested. */
export function* blocksOf({ of, rows }: Part): Generator<Samples> {
  const isMember = rows === undefined ? undefined : membersOf(rows, sampleCount(of));
  for (const block of blocksOfRows(sampleCount(of), sizeOf(of.x.shape))) {
    const members = isMember === undefined ? block : block.filter((row) => isMember[row] === 1);
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

/** For each sample, 1 if it is among the rows, else 0. */
function membersOf(rows: Int32Array, count: number): Uint8Array {
  const isMember = new Uint8Array(count);
  for (const row of rows) isMember[row] = 1;
  return isMember;
}

/** All rows in order, in blocks of about `blockLength` numbers. */
function* blocksOfRows(count: number, size: number): Generator<Int32Array> {
  const length = Math.max(1, Math.floor(blockLength / size));
  for (let start = 0; start < count; start += length) {
    yield Int32Array.from({ length: Math.min(length, count - start) }, (_, row) => start + row);
  }
}

/** The samples of a part, ready for training: a copy of samples in memory, a view of stored samples. */
export function readyPart({ of, rows }: Part, scaling: RowScaling | undefined): SampleSet {
  if ("read" in of) return storedView(of, rows ?? firstRows(of.count), scaling);
  const { x, t } = rows === undefined ? of : takeSamples(of, rows);
  return { x: scaling === undefined ? x : { ...x, scaling }, t };
}

function firstRows(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, row) => row);
}
