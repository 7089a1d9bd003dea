import type { Environment } from "../environment.js";

/** The context of a command line. */
export interface ProgramContext {
  readonly environment: Environment;
  /** Receives the exit code of the command that ran. */
  finish(exitCode: number): void;
  /** Receives the parser's messages about a wrong command line. */
  complain(text: string): void;
}
