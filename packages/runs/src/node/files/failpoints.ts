/** The points at which a crash test ends the process: one after each step of writing rows, checkpoints and models. */
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

/** The name of a failpoint. */
export type Failpoint = (typeof failpoints)[number];

/** Called at each failpoint. Does nothing outside crash tests. */
export type Reached = (point: Failpoint) => void;
