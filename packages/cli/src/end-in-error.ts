import { type ErrorCode, RetrogradError, visibleText } from "@retrograd/core";
import { CommanderError } from "commander";
import type { Environment } from "./environment.js";
import { exitCodes } from "./exit-codes.js";
import { withMeantCommand, withSetting } from "./program/other-commands.js";
import { type ErrorFlags, reportError } from "./report-error.js";

// where a command is missing, help is the complaint
const usageShown = "commander.help";

const otherCodes: Partial<Record<ErrorCode, number>> = {
  E_DIVERGED: exitCodes.failed,
  E_PREFLIGHT: exitCodes.failed,
  // only a fault of the program can use a tensor too late
  E_TENSOR_RELEASED: exitCodes.internal,
};

/** Shows what a command threw and gives the exit code: input and usage are 2, divergence 1, anything unforeseen 70.
 *  `said` is what the parser of command lines complained about; `flags.settings` is the command line of a command that takes
 *  `--set`. */
export function endInError(
  error: unknown,
  said: string,
  environment: Environment,
  flags: ErrorFlags & { readonly settings: readonly string[] | undefined },
): number {
  if (isFileLimit(error)) {
    reportError(tooManyFiles(error), environment, flags);
    return exitCodes.usage;
  }
  if (!(error instanceof CommanderError)) {
    reportError(error, environment, flags);
    if (!(error instanceof RetrogradError)) return exitCodes.internal;
    return otherCodes[error.code] ?? exitCodes.usage;
  }
  if (error.code === usageShown) environment.stderr.write(`${said}\n`);
  else {
    const { settings } = flags;
    const message = settings === undefined ? withMeantCommand(said) : withSetting(said, settings);
    reportError(new RetrogradError("E_USAGE", message.replace(/^error: /, "")), environment, flags);
  }
  return exitCodes.usage;
}

/** Whether the process, or the whole system, has as many files open as it may. Any opening of a file can meet it, that of a part of the
 *  program too. */
function isFileLimit(error: unknown): error is Error {
  return error instanceof Error && "code" in error && (error.code === "EMFILE" || error.code === "ENFILE");
}

function tooManyFiles(cause: Error): RetrogradError {
  return new RetrogradError(
    "E_FILE",
    `${visibleText(cause.message)}: allow more open files, such as ulimit -n 256, and run it again`,
    { cause },
  );
}
