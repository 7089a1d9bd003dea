import { createHash } from "node:crypto";
import { unsealed } from "../../checkpoint/checkpoint-file.js";
import { sha256 } from "../sha256.js";

// after the length of the header, and its beginning: {"__metadata__":{"sha256":"
const begin = 8 + '{"__metadata__":{"sha256":"'.length;
const end = begin + unsealed.length;

/** Writes a checkpoint's seal into its bytes: the sha256, in hexadecimal digits, of all of them with zeros in its place,
 *  as `encodeCheckpoint` leaves them. */
export function seal(checkpoint: Uint8Array): void {
  checkpoint.set(Buffer.from(sha256(checkpoint), "latin1"), begin);
}

/** What is wrong with the seal of a checkpoint; nothing when every bit is as it was written. */
export function brokenSeal(checkpoint: Uint8Array): string | undefined {
  const found = Buffer.from(checkpoint.subarray(begin, end)).toString("latin1");
  if (!/^[0-9a-f]{64}$/.test(found)) return "it has no sha256 where a checkpoint has its own";
  const right = sealOf(checkpoint);
  return found === right
    ? undefined
    : `its sha256 must be ${found.slice(0, 12)}..., got ${right.slice(0, 12)}...`;
}

function sealOf(checkpoint: Uint8Array): string {
  return createHash("sha256")
    .update(checkpoint.subarray(0, begin))
    .update(unsealed)
    .update(checkpoint.subarray(end))
    .digest("hex");
}
