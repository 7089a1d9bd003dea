import { rowCount } from "@retrograd/core";
import type { SampleSet } from "@retrograd/network";

/** Number of samples, in memory or outside of it. */
export function sampleCount(samples: SampleSet): number {
  return "read" in samples ? samples.count : rowCount(samples.x);
}
