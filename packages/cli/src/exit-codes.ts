import { type ErrorCode, RetrogradError } from "@retrograd/core";
import type { InterruptSignal } from "./environment.js";

/** What the process ends with. */
export const exitCodes = {
  ok: 0,
  /** A check failed: gradients wrong, target not met, training diverged. */
  failed: 1,
  /** Wrong usage or invalid input. */
  usage: 2,
  /** A fault of Retrograd itself. */
  internal: 70,
} as const;

/** 128 plus the signal's number, as shells have it. */
export const interruptCodes: Readonly<Record<InterruptSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

const otherCodes: Partial<Record<ErrorCode, number>> = {
  E_DIVERGED: exitCodes.failed,
  // only a fault of the program can use a tensor too late
  E_TENSOR_RELEASED: exitCodes.internal,
};

/** The exit code for something thrown: input and usage are 2, divergence 1, anything unforeseen 70. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof RetrogradError)) return exitCodes.internal;
  return otherCodes[error.code] ?? exitCodes.usage;
}
