import type { FloatArray } from "../dtype.js";
import { RetrogradError } from "../errors.js";
import { type BulkWords, bulkWords, maxBulkWords } from "./bulk-words.js";
import { portableLog } from "./logarithm.js";
import type { Rng } from "./rng.js";

/** Uniform in [0, 1) with 53 bits from two 32-bit words: the top 27 of the first, the top 26 of the second. */
function uniformFrom(next: () => number): number {
  const high = next() >>> 5;
  const low = next() >>> 6;
  return (high * 67108864 + low) / 9007199254740992;
}

/** Uniform whole number from 0 to `maximum`: masked to the next power of two, rejected while too large. */
function integerUpTo(maximum: number, next: () => number): number {
  if (maximum === 0) return 0;
  const mask = -1 >>> Math.clz32(maximum);
  for (;;) {
    const value = (next() & mask) >>> 0;
    if (value <= maximum) return value;
  }
}

/** The second normal number of a pair, until it is returned. */
export interface Spare {
  normal: number | undefined;
}

/** Normal numbers by the polar method of Marsaglia, two from each accepted pair; the second is returned first, as in NumPy.
 *  Source: G. Marsaglia, T. A. Bray, "A convenient method for generating normal variables", 1964. */
function polarNormal(uniform: () => number, spare: Spare): () => number {
  return () => {
    if (spare.normal !== undefined) {
      const { normal } = spare;
      spare.normal = undefined;
      return normal;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * portableLog(square)) / square);
      spare.normal = factor * x;
      return factor * y;
    }
  };
}

/** A source of unsigned 32-bit words. */
export interface WordSource {
  next(): number;
  /** Writes the next `count` words into `bulk.words`, at most `maxBulkWords`. */
  nextWords(bulk: BulkWords, count: number): void;
  /** Words from which `nextWords` is faster than `next`. */
  readonly minimumBulk: number;
}

/** A function that returns the next word of a source, and reads many words at once. needed: how many more words the caller reads
 *  at least, and so many may be read ahead */
function nextInBulk(source: WordSource, needed: () => number): () => number {
  const bulk = needed() < source.minimumBulk ? undefined : bulkWords();
  if (bulk === undefined) return source.next;
  let index = 0;
  let count = 0;
  return () => {
    if (index === count) {
      const more = Math.min(maxBulkWords, needed());
      if (more < source.minimumBulk) return source.next();
      source.nextWords(bulk, more);
      index = 0;
      count = more;
    }
    return bulk.words[index++];
  };
}

/** Fills `out` with the uniform numbers of a source. */
function fillUniform(source: WordSource, out: FloatArray): void {
  const bulk = 2 * out.length < source.minimumBulk ? undefined : bulkWords();
  if (bulk === undefined) {
    for (let i = 0; i < out.length; i++) out[i] = uniformFrom(source.next);
    return;
  }
  for (let begin = 0; begin < out.length; begin += maxBulkWords / 2) {
    const count = Math.min(maxBulkWords / 2, out.length - begin);
    source.nextWords(bulk, 2 * count);
    bulk.exports.uniforms(bulk.wordsAddress, count);
    out.set(bulk.uniforms.subarray(0, count), begin);
  }
}

/** An Rng over a source of words. `spare` is its only other state, for callers that save and restore it. */
export function rngFromWords(source: WordSource, spare: Spare = { normal: undefined }): Rng {
  const { next } = source;
  const uniform = () => uniformFrom(next);
  return {
    uniform,
    fill: (out) => fillUniform(source, out),
    normal: polarNormal(uniform, spare),
    integers(n, size) {
      // with an n below 1 the loop would never end
      if (!(Number.isInteger(n) && n >= 1 && n <= 2 ** 31)) {
        throw new RetrogradError("E_OPTION", `integers: n must be a whole number from 1 to 2^31, got ${n}`);
      }
      const values = new Int32Array(size);
      let i = 0;
      // a number takes one word or, if that is too large, more
      const nextWord = nextInBulk(source, () => size - i);
      for (; i < size; i++) values[i] = integerUpTo(n - 1, nextWord);
      return values;
    },
    permutation(n) {
      // Fisher-Yates from the end, as in NumPy's shuffle
      const order = new Int32Array(n);
      for (let i = 0; i < n; i++) order[i] = i;
      let i = n - 1;
      const nextWord = nextInBulk(source, () => i);
      for (; i > 0; i--) {
        const j = integerUpTo(i, nextWord);
        const other = order[j];
        order[j] = order[i];
        order[i] = other;
      }
      return order;
    },
  };
}
