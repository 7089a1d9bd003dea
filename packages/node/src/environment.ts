import type { Failpoint, FileLayer } from "@retrograd/runs/node";

/** A request of the user or the system to stop: Ctrl-C, `kill`, or a terminal that closes. */
export type InterruptSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** What interrupts work: a signal, or the AbortSignal of a program. */
export type Interrupt = InterruptSignal | "abort";

/** Hooks for tests that provoke failures. */
interface RunTestHooks {
  /** Writes the files of runs; by default the machine's own file system. */
  readonly files?: FileLayer;
  /** Milliseconds from one sync of checkpoints to the next. Default 1000. */
  readonly syncPace?: number;
  /** Called at the points where crash tests end the process. */
  reached?(point: Failpoint): void;
}

/** Everything outside the program that this package uses, so that its functions depend on their arguments alone. */
export interface NodeEnvironment extends RunTestHooks {
  /** The working directory, absolute. */
  readonly directory: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
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
  /** Calls `listener` at the first interrupt. Returns a function that stops listening. */
  onInterrupt(listener: (interrupt: Interrupt) => void): () => void;
  /** The output of a program; undefined when it fails or takes longer than a second. */
  runProgram(program: string, args: readonly string[]): Promise<string | undefined>;
}
