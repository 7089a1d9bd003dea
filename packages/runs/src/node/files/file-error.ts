import { RetrogradError, visibleText } from "@retrograd/core";

/** Runs `work` on the file or folder `path`; what the system refuses comes as one sentence with its reason.
 *  @throws RetrogradError E_FILE, its cause what the system threw */
export async function attempt<T>(
  doing: "written" | "read",
  path: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileError(doing, path, error);
  }
}

/** The error for a file that the system would not let be written, read or removed. */
export function fileError(
  doing: "written" | "read" | "removed",
  path: string,
  error: unknown,
): RetrogradError {
  if (error instanceof RetrogradError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new RetrogradError("E_FILE", visibleText(`${path} cannot be ${doing}: ${reason}`), { cause: error });
}

/** Whether the system said no for this reason, such as ENOENT. */
export function isRefusal(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
