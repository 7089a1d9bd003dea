import type { Interrupt } from "@retrograd/node/command";
import { formatNumberOf } from "@retrograd/node/format";
import type { Environment, WorkerThread } from "../environment.js";
import { describeError } from "../report-error.js";
import { sourcePath } from "../reports/check-findings.js";
import type { Terminal } from "../terminal/terminal.js";
import { type CheckArguments, checkFile, type FileOutcome } from "./check-file.js";
import type { CheckAnswer, CheckRequest } from "./check-worker.js";

// Milliseconds of work that justify another thread: a thread takes 300 to 1000 ms to start.
const workPerWorker = 1000;

/** The files of one command. */
export interface FilesToCheck {
  readonly files: readonly string[];
  /** Maximum seconds for the command, measured from `start`. */
  readonly budget?: number | undefined;
  /** The start of the command, in milliseconds of the environment's clock. */
  readonly start: number;
}

/** Checks files one after another on this thread, and on the environment's other threads if the waiting files justify them.
 *  `report` receives the outcomes in the order of the files, each as soon as all before it are reported. The first interrupt
 *  ends all checks.
 *  @returns the interrupt, if there was one */
export async function checkFiles(
  { files, budget, start }: FilesToCheck,
  args: CheckArguments,
  { terminal, environment, report }: Checking,
): Promise<Interrupt | undefined> {
  let next = 0;
  let interrupt: Interrupt | undefined;
  const outcomes: (FileOutcome | undefined)[] = [];
  let reported = 0;
  const addOutcome = (index: number, outcome: FileOutcome) => {
    outcomes[index] = outcome;
    for (;;) {
      const next = outcomes[reported];
      if (next === undefined || interrupt !== undefined) return;
      if (next.interrupt === undefined) report(next);
      reported++;
    }
  };
  const workers: { readonly worker: WorkerThread; readonly finished: Promise<void> }[] = [];
  /** The next file, with an equal share of the remaining time. */
  const nextJob = () => {
    const file = files[next];
    if (file === undefined || interrupt !== undefined) return undefined;
    const index = next++;
    const waiting = files.length - index;
    const left = budget === undefined ? undefined : budget - (environment.clock() - start) / 1000;
    const share =
      left === undefined ? undefined : (Math.max(left, 0) * Math.min(1 + workers.length, waiting)) / waiting;
    const part = files.length === 1 ? "" : `${Number(share?.toPrecision(2))} s of the `;
    return { index, file, budget: share, budgetText: share === undefined ? undefined : `${part}${budget} s` };
  };
  const stopListening = environment.onInterrupt((signal) => {
    interrupt = signal;
    for (const { worker } of workers) worker.stop();
  });
  const checksStart = environment.clock();
  /** Starts as many workers as the waiting files justify, estimated from the time of the files so far. */
  const startWorkers = () => {
    const waiting = files.length - next;
    const spent = environment.clock() - checksStart;
    const { count = 0, start: startWorker } = environment.workers ?? {};
    if (workers.length >= count || spent < workPerWorker || interrupt !== undefined) return;
    const expected = (waiting * spent) / Math.max(1, next);
    const useful = Math.min(count, waiting, Math.floor(expected / workPerWorker));
    while (startWorker !== undefined && workers.length < useful) {
      const worker = startWorker();
      // the other threads check the files of a worker that cannot start, for example for lack of memory
      workers.push({ worker, finished: checkOnWorker(worker).catch(() => {}) });
    }
  };
  const startingWorkers: Environment = {
    ...environment,
    async pause() {
      startWorkers();
      await environment.pause();
    },
  };
  const checkHere = async () => {
    for (let job = nextJob(); job !== undefined; job = nextJob()) {
      const outcome = await checkFile(job, args, terminal, startingWorkers);
      if (outcome.interrupt !== undefined) interrupt = outcome.interrupt;
      addOutcome(job.index, outcome);
    }
  };
  const checkOnWorker = async (worker: WorkerThread) => {
    // a worker gets its first file when it is ready; by then this thread may have checked all of them
    await worker.ready;
    for (let job = nextJob(); job !== undefined; job = nextJob()) {
      const { file } = job;
      const request: CheckRequest = { file: job, args, quiet: terminal.quiet };
      try {
        const { outcome, messages } = (await worker.ask(request)) as CheckAnswer;
        if (messages !== "") terminal.warn(messages);
        addOutcome(job.index, outcome);
      } catch (error) {
        // the thread has died, for example for lack of memory: the others check the remaining files
        if (interrupt !== undefined) return;
        const place = sourcePath(file, environment);
        addOutcome(job.index, {
          reported: { file, sourcePath: place, error: describeError(error), ok: false },
          error,
        });
        return;
      }
    }
  };
  try {
    await checkHere();
    // a worker that has not started yet has nothing left to do
    await Promise.all(workers.map(({ worker, finished }) => (worker.isBusy() ? finished : worker.stop())));
  } finally {
    stopListening();
    for (const { worker } of workers) worker.stop();
  }
  if (interrupt !== undefined && files.length > 1) {
    terminal.warn(
      `interrupted by ${interrupt} after ${formatNumberOf(reported, "file")}: no report is written`,
    );
  }
  return interrupt;
}

/** What a command provides for the check of its files. */
export interface Checking {
  readonly terminal: Terminal;
  readonly environment: Environment;
  report(outcome: Exclude<FileOutcome, { readonly interrupt: Interrupt }>): void;
}
