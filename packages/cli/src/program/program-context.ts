import type { Environment } from "../environment.js";

/** What a command line runs in. */
export interface ProgramContext {
  readonly environment: Environment;
  /** Receives the exit code of the command that ran. */
  finish(exitCode: number): void;
  /** Receives what is wrong with the command line. */
  complain(text: string): void;
}
