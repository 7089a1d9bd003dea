import type { Interrupt } from "@retrograd/node/command";

/** The exit codes of the command. */
export const exitCodes = {
  ok: 0,
  /** A check failed: gradients wrong, target not met, training diverged. */
  failed: 1,
  /** Wrong usage or invalid input. */
  usage: 2,
  /** A fault of Retrograd itself. */
  internal: 70,
} as const;

/** 128 plus the signal's number, as in shells. */
export const interruptCodes: Readonly<Record<Interrupt, number>> = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGTERM: 143,
  // only programs have an AbortSignal; a command is never interrupted by one
  abort: 130,
};
