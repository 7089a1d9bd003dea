import type { RowScaling } from "@retrograd/core";
import type { SampleSet, Samples } from "@retrograd/network";
import { sampleCount } from "../stored/sample-count.js";
import { storedView } from "../stored/stored-view.js";
import { firstSamples, takeSamples } from "./take-rows.js";

/** Some of the samples of a data set. */
export interface Part {
  readonly of: SampleSet;
  /** Which, in order; all of them where it is left out. */
  readonly rows?: Int32Array;
}

// samples that are looked at together
const blockLength = 4096;

/** The first samples of a part, at most `limit`. */
export function firstOf({ of, rows }: Part, limit: number): Part {
  if (rows !== undefined) return { of, rows: rows.subarray(0, limit) };
  return "read" in of ? { of, rows: firstRows(Math.min(limit, of.count)) } : { of: firstSamples(of, limit) };
}

/** The samples of a part, in memory block by block, in the order in which the data set has them. So what is summed over them
 *  has the same bits wherever they are kept. */
export function* blocksOf({ of, rows }: Part): Generator<Samples> {
  if (!("read" in of) && rows === undefined) {
    yield of;
    return;
  }
  const sorted = rows?.slice().sort() ?? firstRows(sampleCount(of));
  for (let begin = 0; begin < sorted.length; begin += blockLength) {
    const block = sorted.subarray(begin, begin + blockLength);
    yield "read" in of ? of.read(block) : takeSamples(of, block);
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
