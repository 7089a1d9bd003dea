import { RetrogradError, visibleText } from "@retrograd/core";

/** What the operating system says of a file that cannot be read, as an error of the house. */
export function fileError(path: string, error: unknown): RetrogradError {
  if (error instanceof RetrogradError) return error;
  const said = error instanceof Error ? error.message : String(error);
  return new RetrogradError("E_FILE", visibleText(`${path} cannot be read: ${said}`), {
    cause: error,
    data: { path },
  });
}
