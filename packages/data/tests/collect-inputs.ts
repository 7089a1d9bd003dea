import type { Rows } from "@retrograd/core";
import { memoryFile } from "../src/new-inputs/input-file.js";

/** A file of text, or of bytes, as new inputs are read from it. */
export function inputFile(content: string | Uint8Array, name: string) {
  return memoryFile(typeof content === "string" ? new TextEncoder().encode(content) : content, name);
}

/** All inputs that come, as numbers; and the shape of one. */
export async function collectInputs(blocks: AsyncIterable<Rows>) {
  const values: number[] = [];
  let shape: readonly number[] = [];
  for await (const rows of blocks) {
    for (const value of rows.values) values.push(value);
    shape = rows.shape;
  }
  return { shape, values };
}
