import type { Failpoint, FileLayer } from "@retrograd/runs/node";

/** A stream of text for people or programs. */
export interface OutputStream {
  readonly isTTY: boolean;
  /** Width in characters. */
  readonly columns: number;
  write(text: string): void;
  /** Waits until the stream takes more; false where it takes nothing any more, as its reader has gone. */
  drained?(): Promise<boolean>;
}

/** A request of the user or the system to end: Ctrl-C, `kill`, or a terminal that closes. */
export type InterruptSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

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

/** Everything outside that a command may ask of the process, so that commands are functions of options and environment. */
export interface Environment {
  /** The working directory, absolute. */
  readonly directory: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Version of Node without "v". */
  readonly nodeVersion: string;
  /** Operating system and processor: "linux x64". */
  readonly platform: string;
  /** The user's cache folder for Retrograd. */
  readonly cacheDirectory: string;
  /** The user's folder of settings for Retrograd. */
  readonly configDirectory: string;
  now(): Date;
  /** Milliseconds from any origin. */
  clock(): number;
  /** Lets signals and timers run. */
  pause(): Promise<void>;
  /** Calls `listener` at the first interrupt; the second ends the process at once, unless it is another SIGHUP: a terminal
   *  that closes sends several. Returns how to stop listening. */
  onInterrupt(listener: (signal: InterruptSignal) => void): () => void;
  /** What runs are written with; the machine's own files unless a test makes them fail. */
  readonly files?: FileLayer;
  /** Milliseconds from one sync of checkpoints to the next, where a test wants others than a second. */
  readonly syncPace?: number;
  /** Told of the instants at which crash tests end the process. */
  reached?(point: Failpoint): void;
  /** Threads for work beside this one; none where there are none. */
  readonly workers?: { readonly count: number; start(): WorkerThread };
  /** What a program prints, or nothing when it fails or takes longer than a second. */
  runProgram(program: string, args: readonly string[]): Promise<string | undefined>;
}
