import { Worker } from "node:worker_threads";
import { readRows } from "./read-rows.js";

/** Reads rows before they are needed. */
export interface ReadAhead {
  /** Starts to read rows in the background. */
  start(indices: ArrayLike<number>): void;
  /** Waits for rows whose reading was started with the same indices; undefined if there are none or reading failed. Valid until
   *  the next call of `start`. */
  take(indices: ArrayLike<number>): Float64Array | undefined;
  /** Stops the thread. */
  end(): void;
}

/** A request to the thread, in shared memory. */
interface Request {
  readonly indices: Int32Array;
  readonly rows: Float64Array;
  /** [1]: 0 while the thread works, then 1 for success or 2 for an error */
  readonly state: Int32Array;
}

/** The message to the thread. */
interface Message extends Request {
  readonly fd: number;
  readonly length: number;
}

type Thread = typeof import("node:worker_threads");
type FileSystem = typeof import("node:fs");

const succeeded = 1;
// for the training and for the splits that are evaluated in between
const maxRequests = 4;
// milliseconds; after that, the caller reads the rows itself
const timeout = 10_000;

/** Reads rows of `width` float64 numbers from a file in another thread, which starts with the first request. */
export function readAhead(fd: number, width: number): ReadAhead {
  let worker: Worker | undefined;
  let requests: Request[] = [];
  /** Memory of completed requests, to be reused. */
  let spare: Float64Array[] = [];
  let broken = false;

  const startThread = () => {
    const program = `(${thread})(require("node:worker_threads"), require("node:fs"), ${readRows})`;
    const stopped = () => {
      broken = true;
    };
    worker = new Worker(program, { eval: true }).on("error", stopped).on("exit", stopped);
    worker.unref();
    return worker;
  };
  const memory = (size: number) => {
    const fits = spare.find((rows) => rows.length >= size);
    spare = spare.filter((rows) => rows !== fits);
    return fits ?? new Float64Array(new SharedArrayBuffer(8 * size));
  };

  return {
    start(nextIndices) {
      if (broken || nextIndices.length === 0) return;
      const indices = Int32Array.from(nextIndices);
      const rows = memory(indices.length * width);
      const request = { indices, rows, state: new Int32Array(new SharedArrayBuffer(4)) };
      requests = [...requests.slice(1 - maxRequests), request];
      const message: Message = { ...request, fd, length: 8 * width };
      (worker ?? startThread()).postMessage(message);
    },
    take(indices) {
      const request = requests.find((one) => same(one.indices, indices));
      if (request === undefined) return undefined;
      requests = requests.filter((one) => one !== request);
      const { rows, state } = request;
      if (!broken) Atomics.wait(state, 0, 0, timeout);
      const outcome = Atomics.load(state, 0);
      // the thread may still write to this memory, so it is not reused
      if (outcome === 0) return undefined;
      spare = [rows, ...spare].slice(0, maxRequests);
      return outcome === succeeded ? rows.subarray(0, indices.length * width) : undefined;
    },
    end() {
      void worker?.terminate();
    },
  };
}

/** The program of the thread. It is passed as text, so it refers to nothing outside itself. */
function thread({ parentPort }: Thread, { readSync }: FileSystem, read: typeof readRows): void {
  parentPort?.on("message", ({ fd, indices, rows, state, length }: Message) => {
    let outcome = 1;
    try {
      const bytes = new Uint8Array(rows.buffer, 0, indices.length * length);
      read(readSync, fd, indices, bytes, length);
    } catch {
      // the caller reads the rows itself and gets the error
      outcome = 2;
    }
    Atomics.store(state, 0, outcome);
    Atomics.notify(state, 0);
  });
}

function same(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}
