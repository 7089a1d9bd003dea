import type { readSync } from "node:fs";

/** Reads the named rows of a file into `out`, in that order; rows that stand together at once. `length`: bytes of a row
 *  A thread runs it from its text, so it names nothing outside of itself.
 *  @throws Error when the file cannot be read or has no such row */
export function readRows(
  read: typeof readSync,
  fd: number,
  indices: ArrayLike<number>,
  out: Uint8Array,
  length: number,
): void {
  for (let row = 0; row < indices.length; ) {
    let count = 1;
    while (row + count < indices.length && indices[row + count] === indices[row] + count) count++;
    const [begin, end] = [row * length, (row + count) * length];
    for (let at = begin; at < end; ) {
      const bytes = read(fd, out, at, end - at, indices[row] * length + at - begin);
      if (bytes === 0) throw new Error("the file has fewer rows");
      at += bytes;
    }
    row += count;
  }
}
