import type { Team, TeamJob } from "../../engine.js";
import { RetrogradError } from "../../errors.js";
import type { EngineMemory } from "./engine-memory.js";
import type { KernelExports } from "./kernel-exports.js";
import { alwaysSharing, type Sharing } from "./measured-sharing.js";

/** Starts a thread that evaluates `source`, the text of a function of one argument, calls it with a copy of `data`
 *  (by structured clone), ends when the function returns, and never keeps the process alive. It calls `stopped` when the
 *  thread has ended. `nodeThreads` of @retrograd/core/node does this on Node. */
export type StartThread = (source: string, data: unknown, stopped: () => void) => void;

/** Kernels that helpers know beside the WebAssembly ones. */
export interface HelperKernels {
  /** Text of a function of the memory and `data` that returns an object of kernels, functions of numbers. */
  readonly source: string;
  readonly data: unknown;
  readonly names: readonly string[];
}

/** What a team is made of. */
export interface TeamOptions {
  readonly count: number;
  readonly start: StartThread;
  readonly module: object;
  readonly more?: HelperKernels | undefined;
  readonly sharing?: Sharing | undefined;
}

// Words of the control block: which parts of the job are taken (below), how many parts of all jobs the helpers have
// done, how many helpers are ready, how many parts failed, how many helpers are asleep, whether this thread is, and
// whether the helpers are dismissed. Then 16 float64 a part: which kernel, and its arguments.
const [taken, done, ready, failed, asleep, waiting, dismissed, headerWords] = [
  0, 1, 2, 3, 4, 5, 6, 16,
] as const;
const slots = 16;
const mostParts = 64;

// The word of taken parts: the number of the job, how many parts it has (8 bits), how many are taken (8 bits). Whoever
// adds one to it, and finds it as it was, has taken the next part. A helper that the system has not woken, or has put
// aside, takes none, and so keeps nobody waiting.
const jobs = 2 ** 14;

/** The lower half of that word while this thread works alone: helpers that see it sleep at once. */
const resting = 0xffff;

/** Looks at the word before a helper sleeps: about a quarter of a millisecond, longer than what a step of training does
 *  between two kernels that are shared. To be woken takes ten times as long as to see a number change. */
const helperSpins = 200_000;

/** The same before this thread sleeps. */
const ownSpins = 50_000;

/** Multiplications that any helper makes in a tenth of a second. */
const slowest = 1e8;

/** What a helper does: takes parts and counts them as done, until it is dismissed. */
const helperSource = (more: string) => `({ module, memory, control, scratch, names, data }) => {
  const words = new Int32Array(memory.buffer, control, ${headerWords});
  const parts = new Float64Array(memory.buffer, control + ${4 * headerWords}, ${slots * mostParts});
  const known = { ...new WebAssembly.Instance(module, { env: { memory } }).exports, ...(${more})(memory, data) };
  const kernels = names.map((name) => known[name]);
  const idle = (word) => (word & 255) === ((word >> 8) & 255);
  Atomics.add(words, ${ready}, 1);
  Atomics.notify(words, ${ready});
  for (;;) {
    let word = Atomics.load(words, ${taken});
    for (let i = 0; idle(word) && (word & ${resting}) !== ${resting} && i < ${helperSpins}; i++) {
      word = Atomics.load(words, ${taken});
    }
    if (idle(word)) {
      if (Atomics.load(words, ${dismissed}) === 1) return;
      Atomics.add(words, ${asleep}, 1);
      Atomics.wait(words, ${taken}, word);
      Atomics.sub(words, ${asleep}, 1);
      continue;
    }
    if (Atomics.compareExchange(words, ${taken}, word, word + 1) !== word) continue;
    const at = ${slots} * (word & 255);
    try {
      const [a, b, c, d, e, f] = [parts[at + 1], parts[at + 2], parts[at + 3], parts[at + 4], parts[at + 5], parts[at + 6]];
      const [g, h, i, j, k] = [parts[at + 7], parts[at + 8], parts[at + 9], parts[at + 10], parts[at + 11]];
      kernels[parts[at]](a, b, c, d, e, f, g, h, i, j, k, scratch);
    } catch {
      Atomics.add(words, ${failed}, 1);
    }
    Atomics.add(words, ${done}, 1);
    if (Atomics.load(words, ${waiting}) === 1) Atomics.notify(words, ${done});
  }
}`;

/** @throws RetrogradError E_OPTION when `count` is no number of threads */
export function checkThreads(count: number): number {
  if (!(Number.isInteger(count) && count >= 1 && count <= 64)) {
    throw new RetrogradError("E_OPTION", `threads must be a whole number from 1 to 64, got ${count}`);
  }
  return count;
}

const noMore: HelperKernels = { source: "() => ({})", data: undefined, names: [] };

/** Dismisses the helpers of a team that nobody can reach any more. */
const unreachable = new FinalizationRegistry<Int32Array>((words) => {
  Atomics.store(words, dismissed, 1);
  // not the word that a sleeping helper waits on, nor parts to take
  Atomics.store(words, taken, (Atomics.load(words, taken) + (1 << 16)) | resting);
  Atomics.notify(words, taken);
});

/** Bytes that a helper thread takes of the system, about. */
const helperBytes = 2 ** 23;

/** What tells the garbage collector how large a team is, whose threads and shared memory it does not count: memory that is
 *  never touched, so that the system gives none. */
const sizes = new WeakMap<Team, ArrayBuffer>();

/** Starts the helpers. They last as long as somebody holds the team. */
export function createTeam(wasm: KernelExports, memory: EngineMemory, options: TeamOptions): Team {
  const { count, start, module, more = noMore, sharing = alwaysSharing } = options;
  const control = memory.blocks.take(4 * headerWords + 8 * slots * mostParts).offset;
  const words = new Int32Array(memory.buffer, control, headerWords);
  words.fill(0);
  const partWords = new Float64Array(memory.buffer, control + 4 * headerWords, slots * mostParts);
  const names = [...Object.keys(wasm), ...more.names];
  const codes = new Map(names.map((name, code) => [name, code]));
  const source = helperSource(more.source);
  for (let helper = 1; helper < count; helper++) {
    const scratch = memory.blocks.take(wasm.matmulScratch()).offset;
    const data = { module, memory: memory.linear, control, scratch, names, data: more.data };
    start(source, data, () => Atomics.add(words, failed, 1));
  }
  let number = 0;
  let rests = false;

  /** Makes this what helpers see: how many parts there are to take, or `resting`. */
  function announce(parts: number): void {
    number = (number + 1) % jobs;
    Atomics.store(words, taken, (number << 16) | parts);
  }

  /** Computes a job on all threads. */
  function share<Part extends readonly number[]>(code: number, { parts, own, work }: TeamJob<Part>): void {
    const rows = parts();
    for (let index = 0; index < rows.length; index++) {
      partWords[slots * index] = code;
      partWords.set(rows[index], slots * index + 1);
    }
    const before = Atomics.load(words, done);
    announce(rows.length << 8);
    rests = false;
    if (Atomics.load(words, asleep) > 0) Atomics.notify(words, taken);
    let left = rows.length;
    for (let part = takePart(words); part >= 0; part = takePart(words)) {
      own(rows[part]);
      left--;
    }
    awaitCount(words, (before + left) | 0, 9 + work / slowest);
  }

  /** Computes a job on this thread, so that helpers sleep. */
  function computeAlone<Part extends readonly number[]>({ parts, own, whole }: TeamJob<Part>): void {
    if (!rests) announce(resting);
    rests = true;
    if (whole === undefined) for (const part of parts()) own(part);
    else whole();
  }

  const team: Team = {
    count,
    get failed() {
      return Atomics.load(words, failed) > 0;
    },
    get ready() {
      return Atomics.load(words, ready) === count - 1;
    },
    settle(milliseconds) {
      for (let left = milliseconds; left > 0; left -= 10) {
        const started = Atomics.load(words, ready);
        if (started === count - 1) return;
        Atomics.wait(words, ready, started, 10);
      }
    },
    run(job) {
      if (Atomics.load(words, failed) > 0) throw helperStopped();
      const code = codes.get(job.kernel);
      if (code === undefined)
        throw new RetrogradError("E_ENGINE", `no helper knows the kernel ${job.kernel}`);
      // a helper that has not started yet is no reason to measure anything
      if (Atomics.load(words, ready) === 0) return computeAlone(job);
      if (sharing.begin(job.work * names.length + code)) share(code, job);
      else computeAlone(job);
      sharing.end();
      if (Atomics.load(words, failed) > 0) throw helperStopped();
    },
  };
  unreachable.register(team, words);
  sizes.set(team, new ArrayBuffer(helperBytes * (count - 1)));
  return team;
}

/** The index of the next part that nobody has taken; -1 when there is none. */
function takePart(words: Int32Array): number {
  for (;;) {
    const word = Atomics.load(words, taken);
    const part = word & 255;
    if (part === ((word >> 8) & 255)) return -1;
    if (Atomics.compareExchange(words, taken, word, word + 1) === word) return part;
  }
}

/** Waits until the parts done are `target`. @throws RetrogradError E_ENGINE after so many tenths of a second */
function awaitCount(words: Int32Array, target: number, patience: number): void {
  for (let i = 0; i < ownSpins; i++) if (Atomics.load(words, done) === target) return;
  Atomics.store(words, waiting, 1);
  for (let waited = 0; ; ) {
    const current = Atomics.load(words, done);
    if (current === target) break;
    // in tenths of a second that this process has seen: a machine that was asleep meanwhile counts as one
    if (Atomics.wait(words, done, current, 100) === "timed-out") waited++;
    if (waited > patience) {
      Atomics.add(words, failed, 1);
      throw helperStopped();
    }
  }
  Atomics.store(words, waiting, 0);
}

function helperStopped(): RetrogradError {
  return new RetrogradError(
    "E_ENGINE",
    "a thread of the portable engine has stopped; its engine is of no use any more: create another, with fewer threads",
  );
}

/** Parts for each thread at most: a thread that is late leaves some of its own to the others. */
const partsOfShare = 3;

/** Cuts `total` into neighbouring parts of one size, to a multiple of `unit`: as many for each thread.
 *  least: what a part should have, where each thread has more than one */
export function cut(
  total: number,
  { unit, least, threads }: { readonly unit: number; readonly least: number; readonly threads: number },
): readonly (readonly [begin: number, end: number])[] {
  const each = Math.max(1, Math.min(partsOfShare, Math.floor(total / least / threads)));
  const count = Math.min(mostParts, each * threads);
  const edge = (index: number) => Math.min(total, unit * Math.round((index * total) / (count * unit)));
  const parts: (readonly [number, number])[] = [];
  for (let index = 0; index < count; index++) {
    const [begin, end] = [edge(index), index === count - 1 ? total : edge(index + 1)];
    if (end > begin) parts.push([begin, end]);
  }
  return parts;
}
