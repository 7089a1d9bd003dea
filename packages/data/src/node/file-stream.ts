import { createHash } from "node:crypto";
import { openPlainFileInBackground } from "@retrograd/core/node";
import type { FileStream } from "@retrograd/plugin";
import { fileError } from "./file-error.js";

// bytes of a piece: so many that what each piece costs beside its bytes does not count
const pieceLength = 2 ** 20;

/** How far a file has been read, in bytes. */
export type ReadProgress = (file: {
  readonly path: string;
  readonly done: number;
  readonly size: number;
}) => void;

/** A file of this machine piece by piece, its sha256 found on the way; the next piece is read while one is looked at.
 *  path: its name; full: where it is; size: in bytes; progress: told after each piece */
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
        // the stream closes the file, also when whoever reads it leaves
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
