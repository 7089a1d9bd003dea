import type { FloatArray } from "../dtype.js";

/** A stream of random numbers. Each call advances it; two streams of one seed and name give the same numbers. */
export interface Rng {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Fills an array with uniform numbers: those of as many calls of `uniform`, many times as fast. */
  fill(out: FloatArray): void;
  /** Normal with mean 0 and variance 1. */
  normal(): number;
  /** `size` whole numbers from 0 to n - 1, each drawn with replacement.
   *  @throws RetrogradError E_OPTION when n is not a whole number from 1 to 2^31 */
  integers(n: number, size: number): Int32Array;
  /** 0 to n - 1 in random order. */
  permutation(n: number): Int32Array;
}

/** State of a generator: plain data that survives JSON. */
export interface GeneratorState {
  /** Its words as 32-bit integers. */
  readonly words: readonly number[];
  /** The second normal number of a pair, if it has not been returned yet. */
  readonly spareNormal?: number;
}

/** The one generator of all streams. A checkpoint must hold its state. */
export interface SharedGenerator {
  state(): GeneratorState;
  /** Continues from `state`.
   *  @throws RetrogradError E_OPTION when it is not a state of this kind of generator */
  restore(state: GeneratorState): void;
}

/** Independent random streams of one experiment, by name and step: data order, initialization and dropout do not affect each
 *  other. */
export interface RandomStreams {
  /** The stream `name` at `step`. Unless streams share a generator, each call returns the stream from its start. */
  stream(name: string, step?: number): Rng;
  /** Set if all streams share one generator; otherwise a stream is a pure function of seed, name and step. */
  readonly shared?: SharedGenerator;
}
