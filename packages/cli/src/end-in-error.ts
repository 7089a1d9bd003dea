import { type ErrorCode, RetrogradError, visibleText } from "@retrograd/core";
import { CommanderError } from "commander";
import type { Environment } from "./environment.js";
import { exitCodes } from "./exit-codes.js";
import { withSetting, withSuggestedCommand } from "./program/other-commands.js";
import { type ErrorFlags, reportError } from "./report-error.js";

// without a command, the help is the message
const usageShown = "commander.help";

const otherCodes: Partial<Record<ErrorCode, number>> = {
  E_DIVERGED: exitCodes.failed,
  E_PREFLIGHT: exitCodes.failed,
  // only a bug can use a released tensor
  E_TENSOR_RELEASED: exitCodes.internal,
};

/** Shows the error of a command and returns the exit code: 2 for wrong input and usage, 1 for divergence, 70 for an internal
 *  error. `usage` is the message of the parser of command lines; `flags.settings` is the command line of a command that has
 *  `--set`. */
export function endInError(
  error: unknown,
  usage: string,
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
  if (error.code === usageShown) environment.stderr.write(`${usage}\n`);
  else {
    const { settings } = flags;
    const message = settings === undefined ? withSuggestedCommand(usage) : withSetting(usage, settings);
    reportError(new RetrogradError("E_USAGE", message.replace(/^error: /, "")), environment, flags);
  }
  return exitCodes.usage;
}

/** Whether the process or the system has reached its limit of open files. Opening any file can cause it, including a module of
 *  the program. */
function isFileLimit(error: unknown): error is Error {
  return error instanceof Error && "code" in error && (error.code === "EMFILE" || error.code === "ENFILE");
}

function tooManyFiles(cause: Error): RetrogradError {
  return new RetrogradError(
    "E_FILE",
    `${visibleText(cause.message)}: allow more open files, for example with ulimit -n 256, and run the command again`,
    { cause },
  );
}
