import { RetrogradError, visibleText } from "@retrograd/core";

/** An error of a data file that is not what it should be: `place` names the file and, where known, the line. Names from the file show
 *  on one line.
 *  `data` repeats for programs what the message says. */
export function formatError(
  place: string,
  message: string,
  data: Readonly<Record<string, unknown>> = {},
): RetrogradError {
  return new RetrogradError("E_DATA_FORMAT", visibleText(`${place}: ${message}`), { data });
}
