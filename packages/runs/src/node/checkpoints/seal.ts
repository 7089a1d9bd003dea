import { createHash } from "node:crypto";
import { unsealed } from "../../checkpoint/checkpoint-file.js";
import { sha256 } from "../sha256.js";

// after the length of the header and its first characters: {"__metadata__":{"sha256":"
const start = 8 + '{"__metadata__":{"sha256":"'.length;
const end = start + unsealed.length;

/** Writes the seal of a checkpoint into its bytes: the sha256, in hexadecimal digits, of all bytes with zeros in the place of the
 *  seal, as `encodeCheckpoint` returns them. */
export function seal(checkpoint: Uint8Array): void {
  checkpoint.set(Buffer.from(sha256(checkpoint), "latin1"), start);
}

/** A description of what is wrong with the seal of a checkpoint, or undefined if the checkpoint is as written. */
export function brokenSeal(checkpoint: Uint8Array): string | undefined {
  const stored = Buffer.from(checkpoint.subarray(start, end)).toString("latin1");
  if (!/^[0-9a-f]{64}$/.test(stored)) return "its sha256 is missing";
  const computed = sealOf(checkpoint);
  return stored === computed
    ? undefined
    : `its sha256 must be ${stored.slice(0, 12)}..., got ${computed.slice(0, 12)}...`;
}

function sealOf(checkpoint: Uint8Array): string {
  return createHash("sha256")
    .update(checkpoint.subarray(0, start))
    .update(unsealed)
    .update(checkpoint.subarray(end))
    .digest("hex");
}
