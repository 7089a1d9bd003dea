import { RetrogradError } from "@retrograd/core";

/** The RetrogradError that `run` throws, as code and message. */
export function refusal(run: () => unknown): { readonly code: string; readonly message: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof RetrogradError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("nothing was thrown");
}
