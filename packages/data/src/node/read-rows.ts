import type { readSync } from "node:fs";

/** Reads the rows at `indices` of a file into `out`, in that order; consecutive rows with one call. `length`: bytes per row
 *  A thread gets this function as text, so it refers to nothing outside itself.
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
    const [start, end] = [row * length, (row + count) * length];
    for (let offset = start; offset < end; ) {
      const bytes = read(fd, out, offset, end - offset, indices[row] * length + offset - start);
      if (bytes === 0) throw new Error("the file has fewer rows");
      offset += bytes;
    }
    row += count;
  }
}
