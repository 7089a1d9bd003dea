import { philoxStreams } from "@retrograd/core";
import type { Samples } from "@retrograd/plugin";
import type { TrainingSetting } from "./task.js";

/** Random bytes as pictures, scaled to 0 to 1, and random classes: the time of a step does not depend on them. */
export function randomSamples({ widths, samples }: Pick<TrainingSetting, "widths" | "samples">): Samples {
  const rng = philoxStreams(0).stream("bench");
  const width = widths[0];
  // one block of random bytes again and again: drawing them all would take longer than the measurement
  const block = Uint8Array.from(rng.integers(256, 100_003));
  const pixels = new Uint8Array(samples * width);
  for (let from = 0; from < pixels.length; from += block.length) {
    pixels.set(block.subarray(0, pixels.length - from), from);
  }
  return {
    x: {
      shape: [width],
      values: pixels,
      scaling: { offset: Float64Array.of(0), divisor: Float64Array.of(255) },
    },
    t: { shape: [], values: Uint8Array.from(rng.integers(widths[widths.length - 1], samples)) },
  };
}
