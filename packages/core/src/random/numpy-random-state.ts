import { mersenne, mersenneFromState } from "pure-rand/generator/mersenne";
import { defined } from "../defined.js";
import { RetrogradError } from "../errors.js";
import { rngFromWords, type Spare } from "./distributions.js";
import type { GeneratorState, RandomStreams, Rng, SharedGenerator } from "./rng.js";

// the position in the state, and the words of MT19937
const stateLength = 625;

/** NumPy's legacy `numpy.random.RandomState(seed)`: the same words (MT19937), `random_sample`, `randn` (polar),
 *  `choice(n, size)` and `permutation(n)`, number for number.
 *  seed: a whole number from 0 to 2^32 - 1. @throws RetrogradError E_OPTION for another seed */
export function numpyRandomState(seed: number): Rng {
  return createRandomState(seed).rng;
}

/** Streams as in the book: all names share one RandomState, which is drawn from in the order of the calls, as in a Python
 *  script. */
export function numpyStreams(seed: number): RandomStreams {
  const { rng, shared } = createRandomState(seed);
  return { stream: () => rng, shared };
}

function createRandomState(seed: number): { readonly rng: Rng; readonly shared: SharedGenerator } {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new RetrogradError("E_OPTION", `seed of rng numpy must be from 0 to 2^32 - 1, got ${seed}`);
  }
  let generator = mersenne(seed | 0);
  const spare: Spare = { normal: undefined };
  return {
    rng: rngFromWords(
      {
        next: () => generator.next() >>> 0,
        nextWords(bulk, count) {
          const [position, ...words] = generator.getState();
          bulk.state.set(words);
          const { exports, wordsAddress, stateAddress } = bulk;
          const after = exports.mersenneWords(wordsAddress, count, stateAddress, position ?? 0);
          generator = mersenneFromState([after, ...bulk.state]);
        },
        // the state is copied to WebAssembly and back
        minimumBulk: 512,
      },
      spare,
    ),
    shared: {
      state: () => ({
        words: generator.getState(),
        ...defined({ spareNormal: spare.normal }),
      }),
      restore(state) {
        checkState(state);
        generator = mersenneFromState(state.words);
        spare.normal = state.spareNormal;
      },
    },
  };
}

function checkState({ words, spareNormal = 0 }: GeneratorState): void {
  const [position = -1, ...state] = words;
  const isPosition = Number.isInteger(position) && position >= 0 && position < state.length;
  const areWords = words.length === stateLength && state.every((word) => word === (word | 0));
  if (isPosition && areWords && Number.isFinite(spareNormal)) return;
  throw new RetrogradError(
    "E_OPTION",
    "a state of rng numpy must be a position from 0 to 623 and 624 words of 32 bits",
  );
}
