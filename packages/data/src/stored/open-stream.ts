import { RetrogradError } from "@retrograd/core";
import type { DataFiles, FileStream, RowStore } from "@retrograd/plugin";

/** Size in bytes from which a file is streamed by default. */
const largeFile = 2 ** 26;

/** Opens a file to read it piece by piece into a row store. Undefined if it should be read into memory: if `stream` is false, or if
 *  it is not set and the file is small or the platform cannot stream.
 *  @throws RetrogradError E_DATA_MISSING, and E_FILE when `stream` is true and the platform cannot stream */
export async function openStream(
  { path, stream }: { readonly path: string; readonly stream?: boolean | undefined },
  files: DataFiles,
): Promise<
  { readonly file: FileStream; readonly createStore: (width: number, label: string) => RowStore } | undefined
> {
  if (stream === false) return undefined;
  const { createRowStore } = files;
  if (files.stream === undefined || createRowStore === undefined) {
    if (stream === undefined) return undefined;
    throw new RetrogradError(
      "E_FILE",
      `${path} cannot be streamed here, only read into memory: leave "stream" out`,
    );
  }
  const file = await files.stream(path);
  if (stream === undefined && file.size < largeFile) return undefined;
  return { file, createStore: (width, label) => createRowStore(width, label) };
}
