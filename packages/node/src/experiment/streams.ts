import { numpyStreams, philoxStreams, type RandomStreams } from "@retrograd/core";
import type { Experiment } from "@retrograd/experiment";

/** The random streams of an experiment. Those of numpy share one generator: draw parameters first, then batches. */
export function streamsOf({ rng, seed }: Pick<Experiment, "rng" | "seed">): RandomStreams {
  return rng === "numpy" ? numpyStreams(seed) : philoxStreams(seed);
}
