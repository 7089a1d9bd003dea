import type { Interrupt } from "@retrograd/node/command";
import { formatNumberOf } from "@retrograd/node/format";
import type { Environment, WorkerThread } from "../environment.js";
import { describeError } from "../report-error.js";
import { sourcePath } from "../reports/check-findings.js";
import type { Terminal } from "../terminal/terminal.js";
import { type CheckArguments, checkFile, type FileOutcome } from "./check-file.js";
import type { CheckAnswer, CheckRequest } from "./check-worker.js";

// Milliseconds of work for which another thread is started: it takes 300 to 1000 to begin.
const worthAWorker = 1000;

/** Files that are to be checked by one command. */
export interface FilesToCheck {
  readonly files: readonly string[];
  /** Seconds that the command may take, from `begun` on. */
  readonly budget?: number | undefined;
  /** Milliseconds of the environment's clock. */
  readonly begun: number;
}

/** Checks files one by one here, and where the environment has other threads and the files that wait are worth it, on those too. `tell` gets the outcomes
 *  in the order of the files, each as soon as those before it are known. The first interrupt ends all.
 *  @returns the interrupt, if there was one */
export async function checkFiles(
  { files, budget, begun }: FilesToCheck,
  args: CheckArguments,
  { terminal, environment, tell }: Checking,
): Promise<Interrupt | undefined> {
  let next = 0;
  let interrupt: Interrupt | undefined;
  const outcomes: (FileOutcome | undefined)[] = [];
  let told = 0;
  const note = (index: number, outcome: FileOutcome) => {
    outcomes[index] = outcome;
    for (let known = outcomes[told]; known !== undefined && interrupt === undefined; known = outcomes[told]) {
      if (known.interrupt === undefined) tell(known);
      told++;
    }
  };
  const workers: { readonly worker: WorkerThread; readonly helping: Promise<void> }[] = [];
  /** The next file and its share of the time that is left: as much as each of those that wait can have. */
  const take = () => {
    const file = files[next];
    if (file === undefined || interrupt !== undefined) return undefined;
    const index = next++;
    const waiting = files.length - index;
    const left = budget === undefined ? undefined : budget - (environment.clock() - begun) / 1000;
    const share =
      left === undefined ? undefined : (Math.max(left, 0) * Math.min(1 + workers.length, waiting)) / waiting;
    const part = files.length === 1 ? "" : `${Number(share?.toPrecision(2))} s of the `;
    return { index, file, budget: share, shown: share === undefined ? undefined : `${part}${budget} s` };
  };
  const stopListening = environment.onInterrupt((signal) => {
    interrupt = signal;
    for (const { worker } of workers) worker.stop();
  });
  const started = environment.clock();
  /** Starts as many workers as the files that wait are worth, by what those so far have taken. */
  const findHelp = () => {
    const waiting = files.length - next;
    const spent = environment.clock() - started;
    const { count = 0, start } = environment.workers ?? {};
    if (workers.length >= count || spent < worthAWorker || interrupt !== undefined) return;
    const expected = (waiting * spent) / Math.max(1, next);
    const wanted = Math.min(count, waiting, Math.floor(expected / worthAWorker));
    while (start !== undefined && workers.length < wanted) {
      const worker = start();
      // one that never begins, such as for want of memory, leaves its files to the others
      workers.push({ worker, helping: there(worker).catch(() => {}) });
    }
  };
  const attentive: Environment = {
    ...environment,
    async pause() {
      findHelp();
      await environment.pause();
    },
  };
  const here = async () => {
    for (let job = take(); job !== undefined; job = take()) {
      const outcome = await checkFile(job, args, terminal, attentive);
      if (outcome.interrupt !== undefined) interrupt = outcome.interrupt;
      note(job.index, outcome);
    }
  };
  const there = async (worker: WorkerThread) => {
    // a file is taken for a worker once it can begin: what is small is done before
    await worker.ready;
    for (let job = take(); job !== undefined; job = take()) {
      const { file } = job;
      const request: CheckRequest = { file: job, args, quiet: terminal.quiet };
      try {
        const { outcome, said } = (await worker.ask(request)) as CheckAnswer;
        if (said !== "") terminal.warn(said);
        note(job.index, outcome);
      } catch (error) {
        // the thread has died, as for want of memory: the others check the rest
        if (interrupt !== undefined) return;
        const place = sourcePath(file, environment);
        note(job.index, {
          reported: { file, sourcePath: place, error: describeError(error), ok: false },
          error,
        });
        return;
      }
    }
  };
  try {
    await here();
    // a worker that has not begun yet has nothing to do any more
    await Promise.all(workers.map(({ worker, helping }) => (worker.isBusy() ? helping : worker.stop())));
  } finally {
    stopListening();
    for (const { worker } of workers) worker.stop();
  }
  if (interrupt !== undefined && files.length > 1) {
    terminal.warn(`interrupted by ${interrupt} after ${formatNumberOf(told, "file")}: no report is written`);
  }
  return interrupt;
}

/** What a check of files needs of the command. */
export interface Checking {
  readonly terminal: Terminal;
  readonly environment: Environment;
  tell(outcome: Exclude<FileOutcome, { readonly interrupt: Interrupt }>): void;
}
