import { mersenne } from "pure-rand/generator/mersenne";
import { RetrogradError } from "../errors.js";
import { rngFromWords } from "./distributions.js";
import type { RandomStreams, Rng } from "./rng.js";

/** NumPy's legacy `numpy.random.RandomState(seed)`: the same words (MT19937), `random_sample`, `randn` (polar),
 *  `choice(n, size)` and `permutation(n)`, number for number.
 *  seed: a whole number from 0 to 2^32 - 1. @throws RetrogradError E_OPTION for another seed */
export function numpyRandomState(seed: number): Rng {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new RetrogradError("E_OPTION", `seed of rng numpy must be from 0 to 2^32 - 1, got ${seed}`);
  }
  const generator = mersenne(seed | 0);
  return rngFromWords(() => generator.next() >>> 0);
}

/** Book-exact streams: every name is one shared RandomState, drawn in the order of the calls, as a Python script would. */
export function numpyStreams(seed: number): RandomStreams {
  const shared = numpyRandomState(seed);
  return { stream: () => shared };
}
