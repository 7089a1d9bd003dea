import { rowCount } from "@retrograd/core";
import type { SampleSet } from "@retrograd/plugin";
import { requireSamples } from "./require-samples.js";

/** The number of samples, in memory or stored. */
export function sampleCount(samples: SampleSet): number {
  requireSamples("sampleCount", samples);
  return "read" in samples ? samples.count : rowCount(samples.x);
}
