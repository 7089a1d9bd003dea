import { RetrogradError } from "../../errors.js";
import type { EngineMemory } from "./engine-memory.js";
import type { KernelExports } from "./kernel-exports.js";
import { type Product, productArguments, singleProduct } from "./product.js";

/** Starts a thread that evaluates `source`, the text of a function of one argument, calls it with a copy of `data`
 *  (by structured clone), and never keeps the process alive. On Node:
 *  `new Worker(\`(\${source})(require("node:worker_threads").workerData)\`, { eval: true, workerData: data }).unref()` */
export type StartThread = (source: string, data: unknown) => void;

/** What a team of threads is made of. */
interface Team {
  readonly count: number;
  readonly start: StartThread;
  readonly module: object;
}

// Words of the control block: the number of the job, how many parts of all jobs are done, how many helpers are ready,
// how many parts failed, and which kernel to run. Then 16 words a helper: the arguments of its part.
const [job, done, ready, failed, kernelWord, firstArgument, argumentWords] = [0, 1, 2, 3, 4, 16, 16] as const;

/** What a helper does: waits for a job, runs its part of it, counts it as done, for ever. */
const helperSource = `({ module, memory, control, index }) => {
  const words = new Int32Array(memory.buffer, control);
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports;
  const begin = ${firstArgument} + ${argumentWords} * index;
  let seen = Atomics.load(words, ${job});
  Atomics.add(words, ${ready}, 1);
  for (;;) {
    Atomics.wait(words, ${job}, seen);
    const next = Atomics.load(words, ${job});
    if (next === seen) continue;
    seen = next;
    try {
      kernels[words[${kernelWord}] === 0 ? "matmulF32" : "matmulF64"](...words.subarray(begin, begin + 10));
    } catch {
      Atomics.add(words, ${failed}, 1);
    }
    Atomics.add(words, ${done}, 1);
    Atomics.notify(words, ${done});
  }
}`;

/** Multiplications below which waking a helper costs more than it saves. */
const smallProduct = 2 ** 22;

/** Looks at the counter before this thread goes to sleep. */
const spins = 2000;

/** @throws RetrogradError E_OPTION when `count` is no number of threads */
export function checkThreads(count: number): number {
  if (!(Number.isInteger(count) && count >= 1 && count <= 64)) {
    throw new RetrogradError("E_OPTION", `threads must be a whole number from 1 to 64, got ${count}`);
  }
  return count;
}

/** Products whose rows are shared out among threads. Each number is summed in the same order as on one thread.
 *  Small products, and those asked for before the helpers are ready, are computed on this thread alone. */
export function threadedProduct(wasm: KernelExports, memory: EngineMemory, team: Team): Product {
  const { count, start, module } = team;
  const helpers = count - 1;
  const alone = singleProduct(wasm, memory);
  const control = memory.blocks.take(4 * (firstArgument + argumentWords * helpers)).offset;
  const words = new Int32Array(memory.buffer, control, firstArgument + argumentWords * helpers);
  words.fill(0);
  const scratch = Array.from({ length: count }, () => memory.blocks.take(wasm.matmulScratch()).offset);
  for (let index = 0; index < helpers; index++) {
    start(helperSource, { module, memory: memory.linear, control, index });
  }
  return (kernel, out, a, b, layout) => {
    const { m, n, k } = layout;
    const part = 4 * Math.ceil(m / (4 * count));
    if (m * n * k < smallProduct || part * helpers >= m || Atomics.load(words, ready) < helpers) {
      alone(kernel, out, a, b, layout);
      return;
    }
    const size = kernel === "matmulF32" ? 4 : 8;
    const argumentsOf = (index: number) =>
      productArguments(size, [out, a, b], layout, [
        index * part,
        Math.min(m, (index + 1) * part),
        scratch[index],
      ]);
    for (let index = 0; index < helpers; index++) {
      words.set(argumentsOf(index), firstArgument + argumentWords * index);
    }
    words[kernelWord] = size === 4 ? 0 : 1;
    const target = (Atomics.load(words, done) + helpers) | 0;
    Atomics.add(words, job, 1);
    Atomics.notify(words, job);
    wasm[kernel](...argumentsOf(helpers));
    // a helper that takes longer than 10 million multiplications a second would has stopped
    awaitCount(words, target, 5 + (m * n * k) / 1e7);
    if (Atomics.load(words, failed) > 0) throw helperStopped();
  };
}

/** Waits until the parts done are `target`. @throws RetrogradError E_ENGINE after so many seconds */
function awaitCount(words: Int32Array, target: number, seconds: number): void {
  for (let i = 0; i < spins; i++) if (Atomics.load(words, done) === target) return;
  for (let waited = 0; waited < seconds; ) {
    const current = Atomics.load(words, done);
    if (current === target) return;
    if (Atomics.wait(words, done, current, 1000) === "timed-out") waited++;
  }
  throw helperStopped();
}

function helperStopped(): RetrogradError {
  return new RetrogradError(
    "E_ENGINE",
    "a thread of the portable engine has stopped; its engine is of no use any more: create another, with fewer threads",
  );
}
