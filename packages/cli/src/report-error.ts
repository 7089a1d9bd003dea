import { RetrogradError, visibleJson, visibleText } from "@retrograd/core";
import type { Environment } from "./environment.js";
import { coloursFor } from "./terminal/colour.js";
import { colourDiagnostics } from "./terminal/diagnostics.js";
import { printable } from "./terminal/printable.js";

/** How an error is shown. */
export interface ErrorFlags {
  readonly json: boolean;
  readonly verbose: boolean;
}

/** Shows an error: as a document on stdout with `--json`, else in words on stderr. What is no RetrogradError is our
 *  fault and comes with its stack and a request to report it. */
export function reportError(error: unknown, environment: Environment, flags: ErrorFlags): void {
  if (flags.json) {
    environment.stdout.write(
      `${visibleJson(JSON.stringify({ schema: 1, error: describe(error) }, null, 2))}\n`,
    );
    return;
  }
  const colours = coloursFor(environment.stderr, environment.variables);
  const write = (text: string) => environment.stderr.write(`${printable(text, colours.isColorSupported)}\n`);
  if (!(error instanceof RetrogradError) || error.code === "E_TENSOR_RELEASED") {
    write(`${colours.red("internal error")} ${stackOf(error)}`);
    write("This is a fault of Retrograd. Please report it, with the lines above and what you ran.");
    return;
  }
  const shown = colourDiagnostics(error.message, colours);
  // what has a place in a file begins with it
  write(error.data.diagnostics === undefined ? `${colours.red("error")} ${shown}` : shown);
  if (flags.verbose) write(colours.dim(`${error.code} ${stackOf(error)}`));
}

function describe(error: unknown) {
  if (!(error instanceof RetrogradError)) return { code: "E_INTERNAL", message: stackOf(error) };
  const { diagnostics } = error.data;
  const { code, message } = error;
  return { code, message, ...(diagnostics === undefined ? {} : { diagnostics }) };
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return visibleText(String(error));
  const { name, message, stack = "", cause } = error;
  // a message of another's may have lines of its own, which must not pass for ours
  const [frames = ""] = /(?:\n {4}at [^\n]*)*$/.exec(stack) ?? [];
  const below = cause === undefined ? "" : `\ncaused by ${stackOf(cause)}`;
  return `${visibleText(`${name}: ${message}`)}${frames}${below}`;
}
