import { availableParallelism, freemem } from "node:os";
import process from "node:process";
import { Worker } from "node:worker_threads";
import type { WorkerThread } from "./environment.js";

/** The data that a worker thread is started with, by which the program recognizes that it runs on one. */
export const workerMark = "retrograd: answer requests";

// bytes that a check of a large network may need
const memoryPerWorker = 2 ** 29;

/** The maximum number of worker threads, so that all threads together do not exceed RETROGRAD_THREADS (default: the number of
 *  processors) or the free memory. */
export function workerCount({ RETROGRAD_THREADS }: Readonly<Record<string, string | undefined>>): number {
  const requested = Number(RETROGRAD_THREADS || availableParallelism());
  const threads =
    Number.isInteger(requested) && requested > 0 ? Math.min(requested, availableParallelism()) : 1;
  return Math.max(0, Math.min(threads - 1, Math.floor(freemem() / memoryPerWorker) - 1));
}

/** Starts a thread that runs the program's `entry` and answers requests.
 *  @param options of Node for the thread. Default: those of this process */
export function startWorker(entry: URL, options: readonly string[] = process.execArgv): WorkerThread {
  const worker = new Worker(entry, { workerData: workerMark, execArgv: [...options] });
  let waiting: Deferred<unknown> | undefined;
  const ready = createDeferred<void>();
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
  // a thread that is stopped before it is ready is not a failure
  ready.promise.catch(() => {});
  return {
    ready: ready.promise,
    ask(request) {
      waiting = createDeferred();
      worker.postMessage(request);
      return waiting.promise;
    },
    isBusy: () => waiting !== undefined,
    stop: () => void worker.terminate(),
  };
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(reason: unknown): void;
}

/** Node 20 has no Promise.withResolvers. */
function createDeferred<T>(): Deferred<T> {
  let settle: Omit<Deferred<T>, "promise"> | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, resolve: (value) => settle?.resolve(value), reject: (reason) => settle?.reject(reason) };
}
