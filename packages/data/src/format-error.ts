import { RetrogradError, visibleText } from "@retrograd/core";

/** An error in a data file. `place`: the file and, if known, the line; `data`: details of the message for programs. Line breaks
 *  and control characters from the file are made visible. */
export function formatError(
  place: string,
  message: string,
  data: Readonly<Record<string, unknown>> = {},
): RetrogradError {
  return new RetrogradError("E_DATA_FORMAT", visibleText(`${place}: ${message}`), { data });
}
