import { RetrogradError } from "@retrograd/core";

/** Code and message of the RetrogradError that `run` throws. */
export function refusal(run: () => unknown): { readonly code: string; readonly message: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof RetrogradError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("nothing was thrown");
}
