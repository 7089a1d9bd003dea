/** A stream of random numbers. Calls move it on; two streams of one seed and name give the same numbers. */
export interface Rng {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
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
  /** Its words as whole numbers of 32 bits. */
  readonly words: readonly number[];
  /** The second normal number of a pair, where it has not been handed out yet. */
  readonly spareNormal?: number;
}

/** One generator behind all streams, whose state a checkpoint must hold. */
export interface SharedGenerator {
  state(): GeneratorState;
  /** Goes on from `state`.
   *  @throws RetrogradError E_OPTION when it is not a state of this kind of generator */
  restore(state: GeneratorState): void;
}

/** Independent random streams of one experiment, by name and step: data order, initialisation and dropout never move each other. */
export interface RandomStreams {
  /** The stream called `name` at `step`; asking again starts it anew where the kind of streams allows it. */
  stream(name: string, step?: number): Rng;
  /** Only where all streams share one generator; without it a stream is a pure function of seed, name and step. */
  readonly shared?: SharedGenerator;
}
