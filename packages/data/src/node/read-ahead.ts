import { Worker } from "node:worker_threads";
import { readRows } from "./read-rows.js";

/** Reads rows before they are asked for. */
export interface ReadAhead {
  /** Begins to read rows. */
  begin(indices: ArrayLike<number>): void;
  /** The rows, where they were begun in just this order and could be read; waits for them. Good until the next are begun. */
  take(indices: ArrayLike<number>): Float64Array | undefined;
  /** Reads no more. */
  end(): void;
}

/** What a thread is asked for, in memory that it shares. */
interface Request {
  readonly indices: Int32Array;
  readonly rows: Float64Array;
  /** [1]: 0 while it is under way, then one of `outcome` */
  readonly state: Int32Array;
}

/** What each request says to the thread. */
interface Message extends Request {
  readonly fd: number;
  readonly length: number;
}

type Thread = typeof import("node:worker_threads");
type FileSystem = typeof import("node:fs");

const done = 1;
// a training and the splits that it evaluates in between
const mostRequests = 4;
// a disk that takes longer than this, in milliseconds, is read by who waits for it
const patience = 10_000;

/** Reads rows of `width` float64 numbers from a file, in a thread of its own that begins with the first request. */
export function readAhead(fd: number, width: number): ReadAhead {
  let worker: Worker | undefined;
  let requests: Request[] = [];
  /** Memory of requests that are over, to be used again. */
  let spare: Float64Array[] = [];
  let broken = false;

  const start = () => {
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
    begin(asked) {
      if (broken || asked.length === 0) return;
      const indices = Int32Array.from(asked);
      const rows = memory(indices.length * width);
      const request = { indices, rows, state: new Int32Array(new SharedArrayBuffer(4)) };
      requests = [...requests.slice(1 - mostRequests), request];
      const message: Message = { ...request, fd, length: 8 * width };
      (worker ?? start()).postMessage(message);
    },
    take(indices) {
      const request = requests.find((one) => same(one.indices, indices));
      if (request === undefined) return undefined;
      requests = requests.filter((one) => one !== request);
      const { rows, state } = request;
      if (!broken) Atomics.wait(state, 0, 0, patience);
      const outcome = Atomics.load(state, 0);
      // memory that a thread may still write to is left alone
      if (outcome === 0) return undefined;
      spare = [rows, ...spare].slice(0, mostRequests);
      return outcome === done ? rows.subarray(0, indices.length * width) : undefined;
    },
    end() {
      void worker?.terminate();
    },
  };
}

/** What the thread does, from its text alone. */
function thread({ parentPort }: Thread, { readSync }: FileSystem, read: typeof readRows): void {
  parentPort?.on("message", ({ fd, indices, rows, state, length }: Message) => {
    let outcome = 1;
    try {
      const bytes = new Uint8Array(rows.buffer, 0, indices.length * length);
      read(readSync, fd, indices, bytes, length);
    } catch {
      // who waits reads once more, and is told what is wrong
      outcome = 2;
    }
    Atomics.store(state, 0, outcome);
    Atomics.notify(state, 0);
  });
}

function same(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
