import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { FileStream } from "@retrograd/network";
import { fileError } from "./file-error.js";

// bytes of a piece: so many that what each piece costs beside its bytes does not count
const pieceLength = 2 ** 20;

/** A file of this machine piece by piece, its sha256 found on the way; the next piece is read while one is looked at.
 *  path: its name; full: where it is; size: in bytes */
export function fileStream(path: string, full: string, size: number): FileStream {
  const hash = createHash("sha256");
  return {
    path,
    size,
    async *chunks() {
      try {
        for await (const piece of createReadStream(full, { highWaterMark: pieceLength })) {
          hash.update(piece);
          yield piece;
        }
      } catch (error) {
        throw fileError(full, error);
      }
    },
    sha256: () => hash.digest("hex"),
  };
}
