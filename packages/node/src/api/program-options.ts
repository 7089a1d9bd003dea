import { resolve } from "node:path";
import type { Interrupt, NodeEnvironment } from "../environment.js";
import { type Messages, silent } from "../messages.js";
import { processEnvironment } from "../process-environment.js";

/** Options that every function of this package takes. */
export interface ProgramOptions {
  /** Folder that paths are relative to. Default: the working directory. */
  readonly directory?: string;
  /** Names of plugins to load, in addition to those that the experiment requires and the user trusts. */
  readonly plugins?: readonly string[];
  /** Receives warnings, such as a plugin that has changed since training. By default they are dropped. */
  readonly onWarning?: (message: string) => void;
  /** Stops the work. A training ends after the current step and saves a checkpoint; all other functions reject with
   *  `signal.reason` when they next wait for something. */
  readonly signal?: AbortSignal;
}

/** Options of functions that take an experiment. */
export interface ExperimentOptions extends ProgramOptions {
  /** Overrides in order, each `"path=value"`, as with `--set`. */
  readonly set?: readonly string[];
  /** In place of the experiment's seed. */
  readonly seed?: number;
  /** In place of the experiment's engine: `"auto"`, `"portable"`, `"blas"` or `"reference"`. */
  readonly engine?: string;
  /** Folder with data sets, in place of the experiment's `data.path`. */
  readonly dataDirectory?: string;
}

/** The environment of a call. */
export function environmentOf({ directory, signal }: ProgramOptions): NodeEnvironment {
  const ofProcess = processEnvironment();
  signal?.throwIfAborted();
  return {
    ...ofProcess,
    directory: resolve(ofProcess.directory, directory ?? "."),
    onInterrupt: (listener) => listenTo(signal, listener),
  };
}

function listenTo(signal: AbortSignal | undefined, listener: (interrupt: Interrupt) => void): () => void {
  const abort = () => listener("abort");
  signal?.addEventListener("abort", abort, { once: true });
  // aborted between the start of the call and now
  if (signal?.aborted) abort();
  return () => signal?.removeEventListener("abort", abort);
}

/** The environment of work that cannot be resumed: its pauses reject once the signal is aborted. */
export function abortableEnvironmentOf(options: ProgramOptions): NodeEnvironment {
  const environment = environmentOf(options);
  return {
    ...environment,
    async pause() {
      await environment.pause();
      options.signal?.throwIfAborted();
    },
  };
}

/** The messages of a call: only warnings. */
export function messagesOf({ onWarning }: ProgramOptions): Messages {
  return onWarning === undefined ? silent : { ...silent, warn: onWarning };
}

/** The same options as flags of the command. */
export function flagsOf({ plugins, set, seed, engine, dataDirectory }: ExperimentOptions) {
  return { plugin: plugins, set, seed, engine, dataDir: dataDirectory };
}
