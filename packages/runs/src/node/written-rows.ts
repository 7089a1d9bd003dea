import { createHash } from "node:crypto";
import type { RunProgress } from "../run-progress.js";

/** The length and the hash of metrics.jsonl, updated with each appended row. */
export interface WrittenRows {
  add(bytes: Uint8Array): void;
  /** The length and the sha256 of all rows so far. */
  soFar(): RunProgress["rows"];
}

/** Starts with the rows in `first`. Default: no rows. */
export function writtenRows(first: Uint8Array = new Uint8Array(0)): WrittenRows {
  const hash = createHash("sha256").update(first);
  let bytes = first.length;
  let digest: string | undefined;
  return {
    add(more) {
      hash.update(more);
      bytes += more.length;
      digest = undefined;
    },
    soFar() {
      digest ??= hash.copy().digest("hex");
      return { bytes, sha256: digest };
    },
  };
}
