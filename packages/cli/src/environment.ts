import type { NodeEnvironment } from "@retrograd/node/command";

/** A stream of text for people or programs. */
export interface OutputStream {
  readonly isTTY: boolean;
  /** Width in characters. */
  readonly columns: number;
  write(text: string): void;
  /** Waits until the stream takes more; false where it takes nothing any more, as its reader has gone. */
  drained?(): Promise<boolean>;
}

/** A thread that answers requests, one at a time. */
export interface WorkerThread {
  /** Settled once it can be asked. */
  readonly ready: Promise<void>;
  /** Sends plain data and gives the answer. Rejected when the thread dies or is stopped. */
  ask(request: unknown): Promise<unknown>;
  /** Whether a request has no answer yet. */
  isBusy(): boolean;
  /** Ends it, whatever it does. */
  stop(): void;
}

/** Everything outside that a command may ask of the process, so that commands are functions of options and environment.
 *  A second interrupt ends the process at once, unless it is another SIGHUP: a terminal that closes sends several. */
export interface Environment extends NodeEnvironment {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Threads for work beside this one; none where there are none. */
  readonly workers?: { readonly count: number; start(): WorkerThread };
}
