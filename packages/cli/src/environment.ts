import type { NodeEnvironment } from "@retrograd/node/command";

/** A stream of text for people or programs. */
export interface OutputStream {
  readonly isTTY: boolean;
  /** Width in characters. */
  readonly columns: number;
  write(text: string): void;
  /** Waits until the stream accepts more; false if it never will, because its reader has closed. */
  drained?(): Promise<boolean>;
}

/** A thread that answers requests, one at a time. */
export interface WorkerThread {
  /** Settled once the thread accepts requests. */
  readonly ready: Promise<void>;
  /** Sends plain data and resolves to the answer. Rejected when the thread dies or is stopped. */
  ask(request: unknown): Promise<unknown>;
  /** Whether a request has no answer yet. */
  isBusy(): boolean;
  /** Ends the thread at once. */
  stop(): void;
}

/** Everything that a command may use of the process; a command is a function of its options and its environment.
 *  A second interrupt ends the process at once, except another SIGHUP: a closing terminal sends several. */
export interface Environment extends NodeEnvironment {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Additional threads for work. Default: none. */
  readonly workers?: { readonly count: number; start(): WorkerThread };
}
