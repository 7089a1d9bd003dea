import { createHash } from "node:crypto";
import { openPlainFileInBackground } from "@retrograd/core/node";
import type { FileStream } from "@retrograd/plugin";
import { fileError } from "./file-error.js";

// bytes; large enough that the cost of each read call does not matter
const pieceLength = 2 ** 20;

/** Called with the number of bytes of a file that have been read. */
export type ReadProgress = (file: {
  readonly path: string;
  readonly done: number;
  readonly size: number;
}) => void;

/** Reads a file piece by piece and computes its sha256 on the way. The next piece is read while one is processed.
 *  path: its name; full: its full path; size: in bytes; progress: called after each piece */
export function fileStream(
  path: string,
  { full, size, progress }: { full: string; size: number; progress?: ReadProgress | undefined },
): FileStream {
  let done = 0;
  const hash = createHash("sha256");
  return {
    path,
    size,
    async *chunks() {
      try {
        const file = await openPlainFileInBackground(full);
        // the stream closes the file, also when its reader stops early
        for await (const piece of file.createReadStream({ highWaterMark: pieceLength })) {
          hash.update(piece);
          yield piece;
          done += piece.length;
          progress?.({ path, done, size });
        }
      } catch (error) {
        throw fileError(full, error);
      }
    },
    sha256: () => hash.digest("hex"),
  };
}
