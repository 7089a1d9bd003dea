/** The instants at which a crash test ends the process: after each step of the protocol that a crash must not break. */
export const failpoints = [
  "rows-written",
  "checkpoint-begun",
  "file-opened",
  "file-written",
  "checkpoint-saved",
  "file-synced",
  "rows-synced",
  "folder-synced",
  "checkpoints-synced",
  "old-checkpoint-removed",
  "model-written",
] as const;

/** The name of such an instant. */
export type Failpoint = (typeof failpoints)[number];

/** Told each time such an instant passes; does nothing outside crash tests. */
export type Reached = (point: Failpoint) => void;
