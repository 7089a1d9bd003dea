import type { DataFile } from "@retrograd/plugin";

/** The record of a file: its name and the hexadecimal sha256 of its bytes, by Web Crypto. */
export async function dataFile(name: string, bytes: Uint8Array): Promise<DataFile> {
  const digest = new Uint8Array(await globalThis.crypto.subtle.digest("SHA-256", bytes));
  return { name, sha256: Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("") };
}
