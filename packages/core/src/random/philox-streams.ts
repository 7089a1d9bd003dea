import { RetrogradError } from "../errors.js";
import type { BulkWords } from "./bulk-words.js";
import { rngFromWords } from "./distributions.js";
import { philox4x32, type Words2 } from "./philox.js";
import type { RandomStreams, Rng } from "./rng.js";

/** FNV-1a of a name's UTF-16 units, 32 bits: the number of its stream. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Random streams by Philox4x32-10: key = seed, counter = (block, step low, step high, hash of the name).
 *  Any step of any stream is available at once, and drawing from one stream does not affect another.
 *  seed: a whole number from 0 to 2^53 - 1. @throws RetrogradError E_OPTION for another seed */
export function philoxStreams(seed: number): RandomStreams {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RetrogradError("E_OPTION", `seed must be a whole number from 0 to 2^53 - 1, got ${seed}`);
  }
  const key: Words2 = [seed >>> 0, Math.floor(seed / 2 ** 32)];
  return {
    stream(name: string, step = 0): Rng {
      const [low, high, hash] = [step >>> 0, Math.floor(step / 2 ** 32), hashName(name)];
      let block = 0;
      let words = philox4x32([block, low, high, hash], key);
      let index = 0;
      const next = () => {
        if (index === 4) {
          block++;
          words = philox4x32([block >>> 0, low, high, hash], key);
          index = 0;
        }
        return words[index++];
      };
      const nextWords = (bulk: BulkWords, count: number) => {
        let done = 0;
        for (; done < count && index < 4; done++) bulk.words[done] = next();
        const blocks = Math.ceil((count - done) / 4);
        if (blocks === 0) return;
        const counter = [block + 1, low, high, hash] as const;
        bulk.exports.philoxWords(bulk.wordsAddress + 4 * done, blocks, ...counter, ...key);
        // the words of the last block that are left
        block += blocks;
        words = philox4x32([block >>> 0, low, high, hash], key);
        index = count - done - 4 * (blocks - 1);
      };
      return rngFromWords({ next, nextWords, minimumBulk: 16 });
    },
  };
}
