import { hash } from "node:crypto";

/** The sha256 in hexadecimal digits. */
export function sha256(bytes: Uint8Array | string): string {
  return hash("sha256", bytes);
}
