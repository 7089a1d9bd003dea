import { decodeBase64 } from "../engines/portable/base64.js";
import { compile, createMemory, instantiate, type LinearMemory } from "../engines/portable/web-assembly.js";
import { kernels } from "./embedded/kernels.js";

/** The exports of assembly/random.ts. */
interface RandomExports {
  readonly philoxWords: (
    out: number,
    blocks: number,
    block: number,
    c1: number,
    c2: number,
    c3: number,
    k0: number,
    k1: number,
  ) => void;
  readonly mersenneWords: (out: number, count: number, state: number, position: number) => number;
  readonly uniforms: (pairs: number, count: number) => void;
}

// the first page belongs to the module, the second holds a state, the third words; kernels may write a few words beyond them
const [stateAddress, wordsAddress] = [65536, 131072];

/** Words that fit at once. */
export const maxBulkWords = 2 ** 14;

/** WebAssembly that computes many random words at once. */
export interface BulkWords {
  readonly exports: RandomExports;
  /** Where kernels write: the address of `words`. */
  readonly wordsAddress: number;
  readonly stateAddress: number;
  readonly words: Int32Array;
  /** The same memory as float64. */
  readonly uniforms: Float64Array;
  /** The state of MT19937. */
  readonly state: Int32Array;
}

let instance: BulkWords | undefined;
let isTried = false;

/** The one instance, compiled when it is first needed; undefined where WebAssembly with SIMD128 is not available. Each caller
 *  uses it within one synchronous call, so nobody else's words are in it. */
export function bulkWords(): BulkWords | undefined {
  if (!isTried) {
    isTried = true;
    instance = createInstance();
  }
  return instance;
}

function createInstance(): BulkWords | undefined {
  let exports: RandomExports;
  let memory: LinearMemory;
  try {
    memory = createMemory({ initial: 4, maximum: 4, shared: false });
    exports = instantiate(compile(decodeBase64(kernels)), memory) as RandomExports;
  } catch {
    return undefined;
  }
  const { buffer } = memory;
  return {
    exports,
    wordsAddress,
    stateAddress,
    words: new Int32Array(buffer, wordsAddress, maxBulkWords),
    uniforms: new Float64Array(buffer, wordsAddress, maxBulkWords / 2),
    state: new Int32Array(buffer, stateAddress, 624),
  };
}
