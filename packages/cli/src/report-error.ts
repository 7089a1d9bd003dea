import { RetrogradError, visibleJson, visibleText } from "@retrograd/core";
import type { Diagnostic } from "@retrograd/experiment";
import type { Environment } from "./environment.js";
import { coloursFor } from "./terminal/colour.js";
import { colourDiagnostics } from "./terminal/diagnostics.js";
import { printable } from "./terminal/printable.js";

/** An error as plain data. */
export interface ErrorDescription {
  /** "E_INTERNAL" for an internal error of Retrograd. */
  readonly code: string;
  /** With its stack for an internal error of Retrograd. */
  readonly message: string;
  readonly diagnostics?: readonly Diagnostic[];
}

/** How an error is shown. */
export interface ErrorFlags {
  readonly json: boolean;
  readonly verbose: boolean;
}

/** Shows an error: with `--json` as a document on stdout, otherwise as text on stderr. An error that is not a RetrogradError is
 *  an internal error; it is shown with its stack and a request to report it. */
export function reportError(error: unknown, environment: Environment, flags: ErrorFlags): void {
  if (flags.json) {
    environment.stdout.write(
      `${visibleJson(JSON.stringify({ schema: 1, error: describeError(error) }, null, 2))}\n`,
    );
    return;
  }
  showError(describeError(error), environment);
  if (!flags.verbose || !(error instanceof RetrogradError)) return;
  const colours = coloursFor(environment.stderr, environment.variables);
  const detail = colours.dim(`${error.code} ${stackOf(error)}`);
  environment.stderr.write(`${printable(detail, colours.isColorSupported)}\n`);
}

/** Shows an error as text on stderr. */
export function showError({ code, message, diagnostics }: ErrorDescription, environment: Environment): void {
  const colours = coloursFor(environment.stderr, environment.variables);
  const write = (text: string) => environment.stderr.write(`${printable(text, colours.isColorSupported)}\n`);
  if (code === "E_INTERNAL") {
    write(`${colours.red("internal error")} ${message}`);
    write("This is a bug in Retrograd. Please report it, with the lines above and the command that you ran.");
    return;
  }
  // the message of a plugin may have several lines, which must not look like lines of Retrograd
  const lines = code === "E_PLUGIN" ? message.replaceAll(/\r?\n/g, "\n  | ") : message;
  const coloured = colourDiagnostics(lines, colours);
  // a diagnostic starts with its place in a file
  write(diagnostics === undefined ? `${colours.red("error")} ${coloured}` : coloured);
}

/** An error as plain data. */
export function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof RetrogradError) || error.code === "E_TENSOR_RELEASED") {
    return { code: "E_INTERNAL", message: stackOf(error) };
  }
  const { code, message, data } = error;
  // only the check of experiments sets it
  const diagnostics = data.diagnostics as readonly Diagnostic[] | undefined;
  return { code, message, ...(diagnostics === undefined ? {} : { diagnostics }) };
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return visibleText(String(error));
  const { name, message, stack = "", cause } = error;
  // the message of a foreign error may have several lines, which must not look like stack frames
  const [frames = ""] = /(?:\n {4}at [^\n]*)*$/.exec(stack) ?? [];
  const below = cause === undefined ? "" : `\ncaused by ${stackOf(cause)}`;
  return `${visibleText(`${name}: ${message}`)}${frames}${below}`;
}
