import type { RowStore } from "@retrograd/plugin";

/** A file of new inputs, of which any part can be read. */
export interface InputFile {
  /** Its name, for errors. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** So many bytes from place `begin` on: fewer only at the end of the file.
   *  @throws RetrogradError E_FILE when they cannot be read */
  read(begin: number, length: number): Promise<Uint8Array>;
  /** Room on the disk for what is too large for memory; where the platform has it. */
  store?(width: number, what: string): RowStore;
}

// bytes that are read at once: so many that what each piece costs beside its bytes does not count
const pieceLength = 2 ** 20;

/** The bytes from place `begin` to the end, piece by piece. `reached` is called with the place that each piece ends at. */
export async function* piecesOf(
  file: InputFile,
  { begin = 0, reached = () => {} }: { begin?: number; reached?(place: number): void } = {},
): AsyncGenerator<Uint8Array> {
  for (let at = begin; at < file.size; ) {
    const piece = await file.read(at, Math.min(pieceLength, file.size - at));
    // a file that was cut off meanwhile
    if (piece.length === 0) return;
    at += piece.length;
    yield piece;
    reached(at);
  }
}

/** Bytes in memory as such a file. */
export function memoryFile(bytes: Uint8Array, path: string): InputFile {
  return {
    path,
    size: bytes.length,
    async read(begin, length) {
      return bytes.subarray(begin, begin + length);
    },
  };
}
