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
