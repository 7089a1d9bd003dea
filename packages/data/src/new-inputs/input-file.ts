import type { InputFile, ModelInputs } from "@retrograd/plugin";

// bytes; large enough that the cost of each read call does not matter
const pieceLength = 2 ** 20;

/** Reads a file piece by piece. */
export async function* piecesOf(
  file: InputFile,
  { progress }: Pick<ModelInputs, "progress"> = {},
): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < file.size; ) {
    const piece = await file.read(offset, Math.min(pieceLength, file.size - offset));
    // the file was truncated while it was read
    if (piece.length === 0) return;
    offset += piece.length;
    yield piece;
    progress?.(offset);
  }
}

/** A range of a file as a file of its own. path: its name for errors */
export function rangeOf(
  file: InputFile,
  { path, start, size }: { readonly path: string; readonly start: number; readonly size: number },
): InputFile {
  return {
    path,
    size,
    read: (offset, length) => file.read(start + offset, Math.max(0, Math.min(length, size - offset))),
  };
}

/** A file of new inputs in memory. */
export function memoryFile(bytes: Uint8Array, path: string): InputFile {
  return {
    path,
    size: bytes.length,
    async read(offset, length) {
      return bytes.subarray(offset, offset + length);
    },
  };
}
