import { RetrogradError } from "@retrograd/core";
import type { DataFiles, FileStream, RowStore } from "@retrograd/plugin";

/** Bytes from which a file is streamed unless told. */
const largeFile = 2 ** 26;

/** A file to read piece by piece, and the room for its rows; nothing where it is to be read into memory: `stream` says false,
 *  or says nothing and the file is not large, or the platform cannot.
 *  @throws RetrogradError E_DATA_MISSING, and E_FILE where streaming is asked for and the platform cannot */
export async function openStream(
  { path, stream }: { readonly path: string; readonly stream?: boolean | undefined },
  files: DataFiles,
): Promise<
  { readonly file: FileStream; readonly store: (width: number, what: string) => RowStore } | undefined
> {
  if (stream === false) return undefined;
  const { store } = files;
  if (files.stream === undefined || store === undefined) {
    if (stream === undefined) return undefined;
    throw new RetrogradError(
      "E_FILE",
      `${path} cannot be streamed here, only read into memory: leave "stream" out`,
    );
  }
  const file = await files.stream(path);
  if (stream === undefined && file.size < largeFile) return undefined;
  return { file, store: (width, what) => store(width, what) };
}
