import { RetrogradError, visibleText } from "@retrograd/core";

/** An error of the operating system on reading a file, as a RetrogradError. */
export function fileError(path: string, error: unknown): RetrogradError {
  if (error instanceof RetrogradError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new RetrogradError("E_FILE", visibleText(`${path} cannot be read: ${reason}`), {
    cause: error,
    data: { path },
  });
}
