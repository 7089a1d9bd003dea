import { createHash } from "node:crypto";
import type { RunProgress } from "../run-progress.js";

/** What metrics.jsonl holds so far. */
export interface WrittenRows {
  add(bytes: Uint8Array): void;
  /** Length and sha256. */
  soFar(): RunProgress["rows"];
}

/** Rows that begin with some. */
export function writtenRows(first: Uint8Array = new Uint8Array(0)): WrittenRows {
  const hash = createHash("sha256").update(first);
  let bytes = first.length;
  return {
    add(more) {
      hash.update(more);
      bytes += more.length;
    },
    soFar: () => ({ bytes, sha256: hash.copy().digest("hex") }),
  };
}
