/** The instants at which a crash test ends the process: after each step of the protocol that a crash must not break. */
export const failpoints = [
  "file-created",
  "file-written",
  "file-synced",
  "checkpoint-begun",
  "checkpoint-files-synced",
  "checkpoint-manifest-synced",
  "checkpoint-folder-synced",
  "checkpoint-rows-synced",
  "checkpoint-renamed",
  "checkpoint-acknowledged",
  "old-checkpoint-renamed",
  "old-checkpoint-half-removed",
  "old-checkpoint-removed",
] as const;

/** The name of such an instant. */
export type Failpoint = (typeof failpoints)[number];

/** Told each time such an instant passes; does nothing outside crash tests. */
export type Reached = (point: Failpoint) => void;
