import picocolors from "picocolors";
import type { Environment, OutputStream } from "../environment.js";

/** Functions that colour text, or return it unchanged. */
export type Colours = ReturnType<typeof picocolors.createColors>;

/** Colours for a stream: never with NO_COLOR, always with FORCE_COLOR other than "0", otherwise on a terminal that is not dumb. */
export function coloursFor(stream: OutputStream, variables: Environment["variables"]): Colours {
  return picocolors.createColors(usesColour(stream, variables));
}

function usesColour(stream: OutputStream, variables: Environment["variables"]): boolean {
  const { NO_COLOR, FORCE_COLOR } = variables;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== "0";
  return isInteractive(stream, variables);
}

/** Whether a stream is a terminal that can move its cursor. */
export function isInteractive(stream: OutputStream, variables: Environment["variables"]): boolean {
  return stream.isTTY && variables.TERM !== "dumb";
}
