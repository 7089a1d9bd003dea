import { sampleCount } from "@retrograd/data";
import type { SampleSet } from "@retrograd/plugin";

/** Indices of at most `limit` samples, spread evenly, since tables are often sorted by class. */
export function spreadRows(samples: SampleSet, limit: number): Int32Array {
  const rows = sampleCount(samples);
  const count = Math.min(limit, rows);
  return Int32Array.from({ length: count }, (_, i) => Math.floor((i * rows) / count));
}
