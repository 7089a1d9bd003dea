import { availableParallelism, freemem } from "node:os";
import process from "node:process";
import { Worker } from "node:worker_threads";
import type { WorkerThread } from "./environment.js";

/** What a thread that answers requests is started with, by which the program knows that it runs on one. */
export const workerMark = "retrograd: answer requests";

// bytes that a check of a large network may take
const memoryOfOne = 2 ** 29;

/** How many threads may work beside this one: as many as there are processors, or RETROGRAD_THREADS, and memory for. */
export function workerCount({ RETROGRAD_THREADS }: Readonly<Record<string, string | undefined>>): number {
  const asked = Number(RETROGRAD_THREADS || availableParallelism());
  const threads = Number.isInteger(asked) && asked > 0 ? Math.min(asked, availableParallelism()) : 1;
  return Math.max(0, Math.min(threads - 1, Math.floor(freemem() / memoryOfOne) - 1));
}

/** Starts a thread that runs the program's `entry` and answers requests.
 *  options: those of Node that it has; by default the ones of this process */
export function startWorker(entry: URL, options: readonly string[] = process.execArgv): WorkerThread {
  const worker = new Worker(entry, { workerData: workerMark, execArgv: [...options] });
  let waiting: PromiseWithResolvers<unknown> | undefined;
  const ready = promised<void>();
  const fail = (error: unknown) => {
    ready.reject(error);
    waiting?.reject(error);
    waiting = undefined;
  };
  worker.once("message", () => {
    ready.resolve();
    worker.on("message", (answer: unknown) => {
      waiting?.resolve(answer);
      waiting = undefined;
    });
  });
  worker.on("error", fail);
  worker.on("exit", () => fail(new Error("the thread of this check has ended")));
  // a thread that was stopped before it could begin is no failure
  ready.promise.catch(() => {});
  return {
    ready: ready.promise,
    ask(request) {
      waiting = promised();
      worker.postMessage(request);
      return waiting.promise;
    },
    isBusy: () => waiting !== undefined,
    stop: () => void worker.terminate(),
  };
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(reason: unknown): void;
}

/** Node 20 has no Promise.withResolvers. */
function promised<T>(): PromiseWithResolvers<T> {
  let settle: Omit<PromiseWithResolvers<T>, "promise"> | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, resolve: (value) => settle?.resolve(value), reject: (reason) => settle?.reject(reason) };
}
