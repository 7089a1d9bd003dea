import type { Team, TeamJob } from "../../engine.js";
import { RetrogradError } from "../../errors.js";
import type { EngineMemory } from "./engine-memory.js";
import type { KernelExports } from "./kernel-exports.js";
import { alwaysSharing, type Sharing } from "./measured-sharing.js";
import { maxParts } from "./partition.js";

/** Starts a thread that evaluates `source`, the text of a function of one argument, and calls the function with a structured
 *  clone of `data`. The thread ends when the function returns, and never keeps the process alive; then `stopped` is called.
 *  `nodeThreads` of @retrograd/core/node does this on Node. */
export type StartThread = (source: string, data: unknown, stopped: () => void) => void;

/** Kernels of the helpers in addition to the WebAssembly ones. */
export interface HelperKernels {
  /** Text of a function of the memory and `data`. It returns an object of kernels, which are functions of numbers. */
  readonly source: string;
  readonly data: unknown;
  readonly names: readonly string[];
}

/** Options of a team. */
export interface TeamOptions {
  readonly count: number;
  readonly start: StartThread;
  readonly module: object;
  readonly more?: HelperKernels | undefined;
  readonly sharing?: Sharing | undefined;
}

// Words of the control block. Behind them: for each part 24 float64, the number of its kernel and the kernel's arguments.
//   nextPart        the job and its next part, see below
//   partsDone       parts of all jobs that the helpers have computed
//   helpersReady    helpers that have started
//   failures        parts that failed
//   helpersAsleep   helpers that wait for a job
//   callerWaits     1 while the calling thread waits for the helpers
//   dismissed       1 when the helpers must end
const [nextPart, partsDone, helpersReady, failures, helpersAsleep, callerWaits, dismissed, headerWords] = [
  0, 1, 2, 3, 4, 5, 6, 16,
] as const;
const slotsPerPart = 24;

// The word nextPart: the number of the job (14 bits), the count of its parts (8 bits), the count of those that a thread has
// claimed (8 bits). A thread claims a part by adding one to the word, if the word has not changed since it was read. So the
// caller never waits for a helper that the system does not run, since such a helper claims no part.
const jobNumbers = 2 ** 14;

/** The lower half of that word while the calling thread works alone: helpers that read it go to sleep immediately. */
const resting = 0xffff;

/** How often a helper reads the word before it sleeps: for about a quarter of a millisecond, longer than a step of training
 *  takes between two shared kernels. Waking a thread takes ten times as long as seeing the word change. */
const helperSpins = 200_000;

/** The same for the calling thread. */
const callerSpins = 50_000;

/** Multiplications that even a slow helper computes in a tenth of a second. */
const minimumSpeed = 1e8;

/** The arguments of a kernel in the slots of a part; a kernel ignores those beyond its own. */
const partArguments = Array.from({ length: slotsPerPart - 1 }, (_, i) => `parts[slot + ${i + 1}]`).join(", ");

/** The program of a helper: claims parts, computes them and counts them as done, until it is dismissed. */
const helperSource = (more: string) => `({ module, memory, control, scratch, names, data }) => {
  const words = new Int32Array(memory.buffer, control, ${headerWords});
  const parts = new Float64Array(memory.buffer, control + ${4 * headerWords}, ${slotsPerPart * maxParts});
  const exports = { ...new WebAssembly.Instance(module, { env: { memory } }).exports, ...(${more})(memory, data) };
  const kernels = names.map((name) => exports[name]);
  // a product needs memory of its own on each thread, its last argument
  for (const name of ["matmulF32", "matmulF64", "matmulBatchedF32", "matmulBatchedF64"]) {
    const product = exports[name];
    kernels[names.indexOf(name)] = (a, b, c, d, e, f, g, h, i, j, k) => product(a, b, c, d, e, f, g, h, i, j, k, scratch);
  }
  const isIdle = (word) => (word & 255) === ((word >> 8) & 255);
  Atomics.add(words, ${helpersReady}, 1);
  Atomics.notify(words, ${helpersReady});
  for (;;) {
    let word = Atomics.load(words, ${nextPart});
    for (let i = 0; isIdle(word) && (word & ${resting}) !== ${resting} && i < ${helperSpins}; i++) {
      word = Atomics.load(words, ${nextPart});
    }
    if (isIdle(word)) {
      if (Atomics.load(words, ${dismissed}) === 1) return;
      Atomics.add(words, ${helpersAsleep}, 1);
      Atomics.wait(words, ${nextPart}, word);
      Atomics.sub(words, ${helpersAsleep}, 1);
      continue;
    }
    if (Atomics.compareExchange(words, ${nextPart}, word, word + 1) !== word) continue;
    const slot = ${slotsPerPart} * (word & 255);
    try {
      kernels[parts[slot]](${partArguments});
    } catch {
      Atomics.add(words, ${failures}, 1);
    }
    Atomics.add(words, ${partsDone}, 1);
    if (Atomics.load(words, ${callerWaits}) === 1) Atomics.notify(words, ${partsDone});
  }
}`;

/** @throws RetrogradError E_OPTION when `count` is not a whole number from 1 to 64 */
export function checkThreads(count: number): number {
  if (!(Number.isInteger(count) && count >= 1 && count <= 64)) {
    throw new RetrogradError("E_OPTION", `threads must be a whole number from 1 to 64, got ${count}`);
  }
  return count;
}

const noMore: HelperKernels = { source: "() => ({})", data: undefined, names: [] };

/** Dismisses the helpers of a team that is no longer reachable. */
const unreachableTeams = new FinalizationRegistry<Int32Array>((words) => {
  Atomics.store(words, dismissed, 1);
  // another value than the one a sleeping helper waits on, and without parts to claim
  Atomics.store(words, nextPart, (Atomics.load(words, nextPart) + (1 << 16)) | resting);
  Atomics.notify(words, nextPart);
});

/** The approximate memory of a helper thread, in bytes. */
const helperBytes = 2 ** 23;

/** Shows the garbage collector how large a team is: it does not count threads and shared memory. Nobody writes to these
 *  buffers, so the system provides no memory for them. */
const teamSizes = new WeakMap<Team, ArrayBuffer>();

/** Starts the helpers. They end when the team becomes unreachable. */
export function createTeam(wasm: KernelExports, memory: EngineMemory, options: TeamOptions): Team {
  const { count, start, module, more = noMore, sharing = alwaysSharing } = options;
  const control = memory.blocks.allocate(4 * headerWords + 8 * slotsPerPart * maxParts).offset;
  const words = new Int32Array(memory.buffer, control, headerWords);
  words.fill(0);
  const partSlots = new Float64Array(memory.buffer, control + 4 * headerWords, slotsPerPart * maxParts);
  const names = [...Object.keys(wasm), ...more.names];
  const codes = new Map(names.map((name, code) => [name, code]));
  const source = helperSource(more.source);
  for (let helper = 1; helper < count; helper++) {
    const scratch = memory.blocks.allocate(wasm.matmulScratch()).offset;
    const data = { module, memory: memory.linear, control, scratch, names, data: more.data };
    start(source, data, () => Atomics.add(words, failures, 1));
  }
  let jobNumber = 0;
  let isResting = false;

  /** Shows the helpers a new job. parts: how many it has, as the lower half of the word; or `resting` */
  function announce(parts: number): void {
    jobNumber = (jobNumber + 1) % jobNumbers;
    Atomics.store(words, nextPart, (jobNumber << 16) | parts);
  }

  /** Computes a job on all threads. */
  function share<Part extends readonly number[]>(code: number, job: TeamJob<Part>): void {
    const parts = job.parts();
    for (let index = 0; index < parts.length; index++) {
      partSlots[slotsPerPart * index] = code;
      partSlots.set(parts[index], slotsPerPart * index + 1);
    }
    const before = Atomics.load(words, partsDone);
    announce(parts.length << 8);
    isResting = false;
    if (Atomics.load(words, helpersAsleep) > 0) Atomics.notify(words, nextPart);
    let remaining = parts.length;
    for (let part = claimPart(words); part >= 0; part = claimPart(words)) {
      job.runOnThisThread(parts[part]);
      remaining--;
    }
    awaitParts(words, (before + remaining) | 0, 9 + job.work / minimumSpeed);
  }

  /** Computes a job on this thread, so that helpers sleep. */
  function computeAlone<Part extends readonly number[]>(job: TeamJob<Part>): void {
    if (!isResting) announce(resting);
    isResting = true;
    if (job.runWhole === undefined) for (const part of job.parts()) job.runOnThisThread(part);
    else job.runWhole();
  }

  const team: Team = {
    count,
    get failed() {
      return Atomics.load(words, failures) > 0;
    },
    get ready() {
      return Atomics.load(words, helpersReady) === count - 1;
    },
    settle(milliseconds) {
      for (let remaining = milliseconds; remaining > 0; remaining -= 10) {
        const started = Atomics.load(words, helpersReady);
        if (started === count - 1) return;
        Atomics.wait(words, helpersReady, started, 10);
      }
    },
    run(job) {
      if (Atomics.load(words, failures) > 0) throw helperStopped();
      const code = codes.get(job.kernel);
      if (code === undefined)
        throw new RetrogradError("E_ENGINE", `the helpers have no kernel ${job.kernel}`);
      // without a helper there is nothing to measure
      if (Atomics.load(words, helpersReady) === 0) return computeAlone(job);
      if (sharing.begin(job.work * names.length + code)) share(code, job);
      else computeAlone(job);
      sharing.end();
      if (Atomics.load(words, failures) > 0) throw helperStopped();
    },
  };
  unreachableTeams.register(team, words);
  teamSizes.set(team, new ArrayBuffer(helperBytes * (count - 1)));
  return team;
}

/** Claims the next part for this thread; returns its index, or -1 when none is left. */
function claimPart(words: Int32Array): number {
  for (;;) {
    const word = Atomics.load(words, nextPart);
    const part = word & 255;
    if (part === ((word >> 8) & 255)) return -1;
    if (Atomics.compareExchange(words, nextPart, word, word + 1) === word) return part;
  }
}

/** Waits until the helpers have computed `target` parts. patience: in tenths of a second
 *  @throws RetrogradError E_ENGINE when that takes longer */
function awaitParts(words: Int32Array, target: number, patience: number): void {
  for (let i = 0; i < callerSpins; i++) if (Atomics.load(words, partsDone) === target) return;
  Atomics.store(words, callerWaits, 1);
  for (let waited = 0; ; ) {
    const current = Atomics.load(words, partsDone);
    if (current === target) break;
    // counts timeouts that this process has seen: a machine that was asleep meanwhile counts as one
    if (Atomics.wait(words, partsDone, current, 100) === "timed-out") waited++;
    if (waited > patience) {
      Atomics.add(words, failures, 1);
      throw helperStopped();
    }
  }
  Atomics.store(words, callerWaits, 0);
}

function helperStopped(): RetrogradError {
  return new RetrogradError(
    "E_ENGINE",
    "a worker thread of the portable engine stopped, so the engine cannot be used again; create a new one with fewer threads",
  );
}
