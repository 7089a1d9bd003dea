import type { PreflightCheck } from "./preflight/preflight-check.js";

/** Progress of reading a large file, in bytes. */
export interface ReadingProgress {
  readonly path: string;
  readonly done: number;
  readonly size: number;
}

/** Receives what a function reports while it works. */
export interface Messages {
  /** Something that the user should know. */
  warn(text: string): void;
  note(text: string): void;
  /** A detail that most users do not need. */
  detail(text: string): void;
  /** Called while a large file is read; its last call has `done === size`. */
  reading?(progress: ReadingProgress): void;
  /** Renders preflight checks. Default: as plain lines. */
  preflight?(checks: readonly PreflightCheck[]): string;
}

/** Drops every message. */
export const silent: Messages = { warn() {}, note() {}, detail() {} };
