import { RetrogradError, visibleText } from "@retrograd/core";

/** Runs `work` on the file or folder `path` and reports an error of the system as one sentence with the reason.
 *  @throws RetrogradError E_FILE, with the error of the system as its cause */
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

/** The error for a file that cannot be written, read or removed. */
export function fileError(
  doing: "written" | "read" | "removed",
  path: string,
  error: unknown,
): RetrogradError {
  if (error instanceof RetrogradError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new RetrogradError("E_FILE", visibleText(`${path} cannot be ${doing}: ${reason}`), { cause: error });
}

/** Whether an error of the system has this code, such as ENOENT. */
export function isRefusal(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
